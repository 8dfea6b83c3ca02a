"""Libraries that stand where otel-errkind stands: they wrap, replace, repeat or carry the clients' calls.

They have an environment of their own, with the dependency group `neighbours`, because one of them is a plugin
of pytest, others are large, and nobody else needs them. So the README's pytest leaves this folder out, and
`.ci/run` runs it. The group has lower bounds only: these tests are there to notice a neighbour's new release.
`table` says what happens with each.
"""
