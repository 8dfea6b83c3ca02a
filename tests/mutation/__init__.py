"""Whether the tests notice when a rule or a row of the core is changed."""
