"""Secrets of every kind, none of them real, put together here so that no scanner takes this for a leak."""

from __future__ import annotations

from typing import NamedTuple

ALNUM = "q7RtV2mXw9LkB4nZp8JcH3sDy6FgT5vK1xWbM0aQeUoGiNrYfPdSzCjEuAlOhI7t2R"
"""Letters of both cases and digits in no order."""

HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
UPPER = "Q7RTV2MXW9LKB4NZP8JCH3SDY6FGT5VK"


class Sample(NamedTuple):
    """A text with a secret in it, and the part of the text that must not be seen."""

    text: str
    secret: str


def _sample(template: str, secret: str) -> Sample:
    """Put the secret into the place of the star."""
    return Sample(template.replace("*", secret), secret)


SHAPES = {
    "openai": [_sample("sk-*", ALNUM[:48]), _sample("sk-proj-*", f"{ALNUM[:20]}-T3BlbkFJ_{ALNUM[:20]}")],
    "stripe": [
        _sample("sk_live_*", ALNUM[:24]),
        _sample("rk_test_*", ALNUM[:24]),
        _sample("whsec_*", ALNUM[:32]),
    ],
    "aws": [_sample("AKIA*", UPPER[:16]), _sample("ASIA*", UPPER[8:24])],
    "google-key": [_sample("AIza*", f"Sy{ALNUM[:32]}-")],
    "google-oauth": [_sample("ya29.*", f"a0Af{ALNUM[:40]}"), _sample("GOCSPX-*", ALNUM[:28])],
    "github": [_sample(f"gh{kind}_*", ALNUM[:36]) for kind in "opsur"]
    + [_sample("github_pat_*", f"11{ALNUM[:20]}_{ALNUM[:59]}")],
    "gitlab": [_sample(f"gl{kind}-*", ALNUM[:20]) for kind in ("pat", "dt", "imt")],
    "slack": [
        _sample("xoxb-*", f"123456789012-123456789012-{ALNUM[:24]}"),
        _sample("xapp-*", f"1-{UPPER[:11]}-123456789012-{HEX}"),
    ],
    "twilio": [_sample("SK*", HEX[:32]), _sample("AC*", HEX[8:40])],
    "sendgrid": [_sample("SG.*", f"{ALNUM[:22]}.{ALNUM[10:53]}")],
    "npm": [_sample("npm_*", ALNUM[:36])],
    "pypi": [_sample("pypi-*", f"AgEIcHlwaS5vcmc{ALNUM}")],
    "hugging-face": [_sample("hf_*", ALNUM[:34])],
    "digitalocean": [_sample("dop_v1_*", HEX)],
    "databricks": [_sample("dapi*", HEX[:32]), _sample("dapi*-2", HEX[:32])],
    "groq": [_sample("gsk_*", ALNUM[:52])],
    "xai": [_sample("xai-*", ALNUM + ALNUM[:14])],
    "model-hosts": [
        _sample("r8_*", ALNUM[:37]),
        _sample("pplx-*", ALNUM[:48]),
        _sample("nvapi-*", ALNUM[:60]),
    ],
    "telegram": [_sample("123456789:*", f"AAF{ALNUM[:32]}")],
    "discord": [_sample("*", f"MTIzNDU2Nzg5MDEyMzQ1Njc4.Gx{ALNUM[:4]}.{ALNUM[:38]}")],
    "mailgun": [_sample("key-*", HEX[:32])],
    "shopify": [_sample("shpat_*", HEX[:32])],
    "square": [_sample("sq0atp-*", ALNUM[:22])],
    "vault": [_sample("hvs.*", f"CAES{ALNUM}")],
    "grafana": [_sample("glsa_*", f"{ALNUM[:32]}_{HEX[:8]}")],
    "atlassian": [_sample("ATATT3xFf*", f"GF0{ALNUM[:40]}-_{ALNUM[:20]}")],
    "notion": [_sample("ntn_*", ALNUM[:46])],
    "linear": [_sample("lin_api_*", ALNUM[:40])],
    "figma": [_sample("figd_*", f"{ALNUM[:20]}-{ALNUM[:19]}")],
    "postman": [_sample("PMAK-*", f"{HEX[:24]}-{HEX[:34]}")],
    "new-relic": [_sample("NRAK-*", UPPER[:27])],
    "sentry": [_sample("sntrys_*", ALNUM)],
    "brevo": [_sample("xkeysib-*", f"{HEX}-{ALNUM[:16]}")],
    "hubspot": [_sample("pat-na1-*", f"{HEX[:8]}-{HEX[8:12]}-{HEX[:4]}-{HEX[4:8]}-{HEX[:12]}")],
    "supabase": [_sample("sbp_*", HEX[:40]), _sample("sb_secret_*", ALNUM[:31])],
    "docker": [_sample("dckr_pat_*", f"{ALNUM[:20]}-{ALNUM[:6]}")],
    "pulumi": [_sample("pul-*", HEX[:40])],
    "doppler": [_sample("dp.pt.*", ALNUM[:43]), _sample("dp.st.*", f"prd.{ALNUM[:43]}")],
    "langsmith": [_sample("lsv2_pt_*", f"{HEX[:32]}_{HEX[:10]}")],
    "search-hosts": [_sample("tvly-*", ALNUM[:32]), _sample("fc-*", HEX[:32])],
    "more-model-hosts": [_sample("jina_*", ALNUM[:60]), _sample("csk-*", ALNUM[:48])],
    "google-studio": [_sample("AQ.Ab*", f"8RN6{ALNUM[:40]}-_")],
    "alibaba": [_sample("LTAI*", f"5t{ALNUM[:18]}")],
    "meta": [_sample("EAA*", ALNUM)],
    "age": [_sample("AGE-SECRET-KEY-1*", UPPER)],
    "pinecone": [_sample("pcsk_*", f"{ALNUM[:6]}_{ALNUM[:40]}")],
    "tailscale": [_sample("tskey-auth-*", f"{ALNUM[:12]}CNTRL-{ALNUM[:20]}")],
    "rubygems": [_sample("rubygems_*", HEX[:48])],
    "planetscale": [_sample("pscale_tkn_*", f"{ALNUM[:20]}-{ALNUM[:20]}")],
    "contentful": [_sample("CFPAT-*", f"{ALNUM[:20]}-{ALNUM[:20]}")],
    "bedrock": [_sample("bedrock-api-key-*", ALNUM), _sample("ABSK*", ALNUM)],
    "dynatrace": [_sample("dt0c01.*", f"{UPPER[:24]}.{UPPER}{UPPER}")],
    "razorpay": [_sample("rzp_live_*", ALNUM[:14])],
    "netlify": [_sample("nfp_*", ALNUM[:36])],
    "posthog": [_sample("phx_*", ALNUM[:43])],
    "openai-session": [_sample("sess-*", ALNUM[:40])],
    "terraform": [_sample("*", f"{ALNUM[:14]}.atlasv1.{ALNUM[:60]}")],
    "jwt": [
        _sample("eyJ*", f"hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{ALNUM[:43]}"),
        _sample("eyJ*", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"),
        _sample("eyJ*", "hbGciOiJIUzI1NiJ9"),
    ],
}
"""By row of the table of shapes."""

VALUE = "hunter2-Hunter3"
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n*\n-----END RSA {'PRIVATE'} KEY-----"
LINES = f"MIIEowIBAAKCAQEA{ALNUM}\n{ALNUM[::-1]}+/=="

SURROUNDED = {
    "named": [
        _sample('{"password": "*"}', VALUE),
        _sample('{"password":"*","code":1}', "correct horse battery staple"),
        _sample('{"password": "*"}', 'with \\"quotes\\" inside'),
        _sample('{\\"api_key\\": \\"*\\", \\"a\\": 1}', VALUE),
        _sample('{\\\\\\"api_key\\\\\\":\\\\\\"*\\\\\\",\\\\\\"a\\\\\\":1}', VALUE),
        _sample("{'token': '*', 'a': b'x'}", VALUE),
        _sample("{b'token': b'*'}", VALUE),
        _sample("%7B%22token%22%3A%20%22*%22%2C%22a%22%3A1%7D", VALUE),
        _sample("%257B%2522token%2522%253A%2522*%2522%257D", VALUE),
        _sample("{&quot;token&quot;: &quot;*&quot;, &quot;a&quot;: 1}", VALUE),
        _sample("{&#39;token&#39;: &#39;*&#39;}", VALUE),
        _sample("{\\u0022token\\u0022:\\u0022*\\u0022}", VALUE),
        _sample("grant_type=password&client_secret=*&scope=all", VALUE),
        _sample("client_secret=*&scope=all", "p%26ss%22w%3Drd"),
        _sample("redirect=https%3A%2F%2Fhost%2Fcb%3Faccess_token%3D*%26scope%3Dall", VALUE),
        _sample("user[password]=*&user[name]=x", VALUE),
        _sample("a\\u0026sig=*\\u0026b", VALUE),
        _sample("host=db user=app password=* dbname=x", VALUE),
        _sample("AccountName=x;AccountKey=*;EndpointSuffix=core", f"{ALNUM}+/=="),
        _sample("aws_secret_access_key = *", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzzzzzzKEY"),
        _sample("Config(api_key=*, host='x')", VALUE),
        _sample('<user password="*" name="x"/>', VALUE),
        _sample("'token' => '*'", VALUE),
        _sample("无效的token\N{FULLWIDTH COLON}*", VALUE),
        _sample('{"passwords": ["*", "x"]}', VALUE),
        _sample('{"set-cookie": ["*"]}', "sid=abc; Path=/"),
        _sample('{"Authorization": "Bearer *"}', "plainly"),
        _sample("curl -H 'Authorization: Bearer *' https://host", "plainly"),
        _sample("Authorization: AWS4-HMAC-SHA256 Credential=*", "AK/20250101/us-east-1/s3/aws4_request"),
        _sample("SignedHeaders=host, Signature=*", HEX),
        _sample("X-Api-Key: * was refused", VALUE),
        _sample("Invalid token: *", "8f7d6a5s"),
        _sample("SecretAccessKey: * was refused", r"wJalrXUtnFEMI\/K7MDENG"),
        _sample("api_key:*", VALUE),
        _sample('{"password": "*', "unfinished"),
        _sample('{"token": ["*', "unfinished"),
        _sample("password=*", "unfinished"),
        _sample("Invalid credentials: password: *", VALUE),
        _sample("credentials:\n  token: *", VALUE),
        _sample("credentials: password = '*'", VALUE),
    ],
    "number": [
        _sample('{"pin": *, "a": 1}', "4821"),
        _sample('{"card_number":*}', "400000000000000"),
        _sample("ssn: *", "123-45-6789"),
    ],
    "connection": [
        _sample("Server=db;Password=*;Database=x", "a b&c,d"),
        _sample("Server=db;Pwd = *;", VALUE),
    ],
    "pair": [
        _sample('["Host","x","X-Api-Key","*"]', VALUE),
        _sample('[["authorization", "Basic *"]]', "plainly7"),
        _sample("[(b'cookie', b'*')]", "sid=abc; a=b"),
    ],
    "echo": [
        _sample('{"name":"Authorization","value":"*"}', "plainly"),
        _sample('{"loc":["body","password"],"msg":"Too short","input":"*"}', "abc"),
        _sample("{'loc': ('body', 'password'), 'msg': 'Too short', 'input': '*'}", "abc"),
        _sample('{"field":"password","message":"too short","rejectedValue":"*"}', "abc"),
        _sample('{"loc":["body","password"],"msg":"match \'^.{8,}$\'","input":"*","ctx":{}}', "abc"),
        _sample('{"path":"/users[0].password","value":"*"}', "abc"),
        _sample('{"propertyPath":"password","message":"short","value":"*"}', "abc"),
    ],
    "echo-number": [
        _sample('{"field":"password","value":*}', "58204713"),
        _sample('{"loc":["body","pin"],"msg":"too short","input":*}', "4821"),
    ],
    "echo-before": [
        _sample('{"type":"field","value":"*","msg":"Invalid value","path":"password"}', "abc"),
        _sample('{"context":{"limit":8,"value":"*","label":"password","key":"password"}}', "abc"),
        _sample('{"value":"*","name":"Authorization"}', "plainly"),
        _sample('{\\"value\\":\\"*\\",\\"path\\":[\\"user\\",\\"password\\"]}', "abc"),
        _sample('{"value":"*","msg":"{min} characters","path":"password"}', "abc"),
        _sample('{"value":"*","propertyName":"password"}', "abc"),
    ],
    "echo-number-before": [_sample('{"value":*,"msg":"{min} digits","path":"/pin"}', "4821")],
    "told": [
        _sample("The API key '*' is invalid", "abc123def456"),
        _sample('{"error":"Unknown access token \\"*\\""}', "abc123def456"),
        _sample("credentials `*`", VALUE),
        _sample("The API key '*", "abc123def456"),
    ],
    "bcrypt": [_sample("values (jane, $2y$10$*, 5)", f"{ALNUM[:20]}/.{ALNUM[:31]}")],
    "attribute": [
        _sample('<meta name="csrf-token" content="*">', VALUE),
        _sample('<input type="hidden" name="authenticity_token" value="*">', VALUE),
        _sample('<input type="password" value="*" name="user[password]">', VALUE),
        _sample("<input value='*' type='hidden' name='csrfmiddlewaretoken'>", VALUE),
    ],
    "line": [
        _sample("GET / HTTP/1.1\r\nX-Api-Key: *\r\nHost: x", "plainly"),
        _sample("headers:\\nAuthorization: Custom *\\nHost: x", VALUE),
        _sample("password: *\nuser: x", "plainly"),
        _sample("X-Auth-Token: *", "plainly"),
    ],
    "scheme": [
        _sample("got Authorization: SSWS * bad", VALUE),
        _sample('{"authorization": "Splunk *"}', VALUE),
    ],
    "cookie": [
        _sample("Cookie: *", "sid=abc; theme=dark; flag"),
        _sample("refused (Set-Cookie: *, Host: x)", "sid=abc; Path=/; HttpOnly"),
        _sample("Set-Cookie: *", r"sid=ab\/cd; Path=\/"),
    ],
    "element": [
        _sample("<Password>*</Password>", VALUE),
        _sample("<ns:ApiKey type='x'>*</ns:ApiKey>", "two words"),
        _sample("<token><![CDATA[*]]></token>", VALUE),
        _sample("<SignatureProvided>*</SignatureProvided>", "frJIUN8DYpKDtOLCwo//yllqDzg="),
    ],
    "element-cut": [_sample("<secret>*", "unfinished"), _sample("<secret>*", "cut words")],
    "element-escaped": [_sample("&lt;password&gt;*&lt;/password&gt;", VALUE)],
    "digest": [
        _sample('Digest username="Mufasa", realm="x", uri=/, response="*", nc=00000001', HEX[:32]),
        _sample('Digest realm=\\"x\\", username=\\"*\\", nc=1', "Mufasa"),
        _sample('Digest username="Mufasa", response="*', "unfinished"),
    ],
    "bearer": [
        _sample("Bearer *", "abc.def"),
        _sample("bearer%20*", "abc-def"),
        _sample("Bearer *", r"abc\/def\u002Bghi"),
        _sample("Bearer *", "secretword"),
        _sample('expected Bearer "*"', "abc.def"),
    ],
    "basic": [
        _sample("Basic *", "dXNlcjpwYXNzd29yZA=="),
        _sample("basic *", "dTpw"),
        _sample("Basic *", r"YWRtaW46c3Vw\/ZXJzZWNyZXQ\u003d"),
    ],
    "negotiate": [_sample("Negotiate *", f"YII{ALNUM}+/==")],
    "webhook": [
        _sample("https://hooks.slack.com/services/*", f"T{UPPER[:8]}/B{UPPER[:8]}/{ALNUM[:24]}"),
        _sample("https:\\/\\/hooks.slack.com\\/services\\/*", f"T{UPPER[:8]}\\/B{UPPER[:8]}\\/{ALNUM[:24]}"),
        _sample("https://discord.com/api/webhooks/123456789/*", ALNUM),
    ],
    "pem": [
        _sample(PEM, LINES),
        _sample(PEM.replace("\n", "\\n"), LINES.replace("\n", "\\n")),
        _sample(PEM.replace(" ", "+").replace("\n", "%0A"), LINES.replace("\n", "%0A").replace("+", "%2B")),
        _sample(PEM.partition("\n-----END")[0], LINES),
        _sample("-----BEGIN OPENSSH PRIVATE KEY-----\\n*", LINES.replace("\n", "\\n")),
    ],
    "userinfo": [
        _sample("https://*@host/path", f"user:{VALUE}"),
        _sample("https:\\/\\/*@host", f"user:{VALUE}"),
        _sample("https://*@host", VALUE),
        _sample("redis://*@host:6379/0", f":{VALUE}"),
        _sample("postgresql+asyncpg://*@host/db", "user:p@ss:word"),
        _sample("postgres://*@host/db", "user:pa/ss?word#x"),
    ],
    "userinfo-encoded": [_sample("?next=https%3A%2F%2F*%40host%2F", "user%3Ahunter2")],
    "userinfo-cut": [
        _sample("postgres://*", f"user:{VALUE}"),
        _sample("next=https%3A%2F%2F*", "user%3Ahunter2"),
    ],
    "query": [
        _sample("https://host/fn?code=*&a=b", ALNUM[:40]),
        _sample("https://host/fn?a=b&key=*", ALNUM[:40]),
        _sample("https://host/fn?a=b\\u0026key=*", ALNUM[:40]),
    ],
    "query-encoded": [
        _sample("next=%2Ffn%3Fcode%3D*%26a%3Db", ALNUM[:40]),
        _sample("next=%252Ffn%253Fa%253Db%2526key%253D*%2526c", ALNUM[:40]),
    ],
    "email": [
        _sample("ask * now", "jane.doe+x@mail.example.co.uk"),
        _sample("<*>", "jürgen@bücher.example"),
        _sample("ask *", "jane@example.xn--p1ai"),
        _sample("用户*不存在", "jane@example.com"),
        _sample("почта *", "иван@пример.рф"),
    ],
    "email-encoded": [
        _sample("user=*&a=b", "jane.doe%40example.com"),
        _sample("next=a%253D*%2526", "jane.doe%2540example.com"),
    ],
    "card": [
        _sample("card * declined", "4111111111111111"),
        _sample("card *, 12/27", "5555-5555-5555-4444"),
        _sample('"number": "*"', "4111 1111 1111 1111"),
        _sample("%22*%22", "378282246310005"),
        _sample("card * declined", "3782 822463 10005"),
        _sample("* now", "30569309025904"),
    ],
}
"""By row of the tables of surroundings."""

KINDS = {
    f"{row}-{number}": sample
    for rows in (SHAPES, SURROUNDED)
    for row, samples in rows.items()
    for number, sample in enumerate(samples, 1)
}
