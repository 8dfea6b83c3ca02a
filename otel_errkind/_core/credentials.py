"""What credentials look like by themselves, and the names under which they are sent: tables."""

from __future__ import annotations

SHAPES = (
    # sk-, sk-proj-, sk-svcacct-; Anthropic's sk-ant-, OpenRouter's sk-or-. Names of models, hosts and pods
    # have neither capitals nor long runs.
    ("openai", r"sk-(?:[\w-]{0,40}[0-9A-Za-z]{12}|[0-9a-z_-]{0,12}[A-Z][\w-]{12,})"),
    ("stripe", r"(?:[spr]k_(?:live|test)|whsec)_\w{8,}"),  # docs.stripe.com/keys
    ("aws", r"A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}"),  # IAM reference, prefixes of unique ids
    ("google-key", r"AIza[\w-]{30,}"),  # 39 characters in all
    ("google-oauth", r"(?:ya29\.|GOCSPX-)[\w-]{10,}"),  # access token, client secret
    ("github", r"(?:gh[opsur]|github_pat)_\w{16,}"),  # the token formats of 2021 and later
    (
        "gitlab",
        r"gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|rtr|soat|wt)-[\w-]{16,}",
    ),  # docs.gitlab.com/security/tokens
    ("slack", r"x(?:ox[a-z]|app)-[\w-]{8,}"),  # xoxb-, xoxp-, xoxe.xoxp-, xapp-
    ("twilio", r"(?:SK|AC)[0-9a-f]{32}"),  # key and account SIDs
    ("sendgrid", r"SG\.[\w-]{10,}"),  # SG.<22>.<43>
    ("npm", r"npm_[0-9A-Za-z]{16,}"),  # 36 behind the prefix
    ("pypi", r"pypi-[\w-]{16,}"),  # a macaroon in base64
    ("hugging-face", r"(?:hf|api_org)_[0-9A-Za-z]{16,}"),  # 34 behind the prefix
    ("digitalocean", r"do[opr]_v1_\w{16,}"),  # 64 hexadecimal digits behind the prefix
    ("databricks", r"dapi[0-9a-f]{32}"),  # a suffix such as -2 may follow
    ("groq", r"gsk_\w{16,}"),  # 52 behind the prefix
    ("xai", r"xai-[0-9A-Za-z]{16,}"),  # 80 behind the prefix
    # Replicate, Perplexity, Fireworks; NVIDIA, Together
    ("model-hosts", r"(?:(?:r8_|pplx-|fw_)[0-9A-Za-z]{16,}|(?:nvapi-|tgp_v1_)[\w-]{16,})"),
    ("telegram", r"(?<=\d[: ])AA[\w-]{31,}"),  # bot<id>:<35>
    ("discord", r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}"),  # base64 of a number; time; signature
    ("mailgun", r"key-[0-9a-f]{32}"),  # private API key
    ("shopify", r"shp(?:at|ca|pa|ss)_\w{16,}"),  # 32 hexadecimal digits behind the prefix
    ("square", r"sq0[a-z]{3}-[\w-]{20,}"),  # sq0atp-, sq0csp-
    ("vault", r"hv[sbr]\.[\w-]{20,}"),  # HashiCorp Vault: service, batch, recovery
    ("grafana", r"gl(?:sa|c)_\w{20,}"),  # service account, cloud
    ("atlassian", r"AT[A-Z]TT3xFf[\w-]{16,}"),  # id.atlassian.com, API tokens
    ("notion", r"ntn_\w{16,}"),  # 46 behind the prefix
    ("linear", r"lin_(?:api|oauth)_\w{16,}"),  # 40 behind the prefix
    ("figma", r"figd_[\w-]{16,}"),  # personal access token
    ("postman", r"PMAK-[0-9a-f]{24}"),  # a suffix follows a dash
    ("new-relic", r"NR(?:AK|II)-\w{16,}"),  # of a user, for inserting
    ("sentry", r"sntry[su]_\w{16,}"),  # of an organisation, of a user
    ("brevo", r"x(?:key|smtp)sib-[0-9a-f]{16,}"),  # 64 hexadecimal digits, and a suffix
    ("hubspot", r"pat-(?:na|eu|ap)\d-[0-9a-f-]{16,}"),  # private apps
    ("supabase", r"sb(?:p|_secret)_\w{16,}"),  # of a person, of a project
    ("docker", r"dckr_[a-z]{3}_[\w-]{16,}"),  # personal, of an organisation
    ("pulumi", r"pul-[0-9a-f]{40}"),
    ("doppler", r"dp\.(?:ct|pt|st|scim|audit)\.(?:\w{1,16}\.)?\w{16,}"),  # docs.doppler.com, token formats
    ("langsmith", r"lsv2_[ps][kt]_\w{16,}"),  # personal, of a service
    ("search-hosts", r"(?:tvly-\w{24,}|fc-[0-9a-f]{32})"),  # Tavily, Firecrawl
    ("more-model-hosts", r"(?:jina_|csk-|rpa_)[0-9A-Za-z]{24,}"),  # Jina, Cerebras, RunPod
    ("google-studio", r"AQ\.Ab[\w-]{16,}"),  # Gemini's keys of 2025 and later
    ("alibaba", r"LTAI[0-9A-Za-z]{12,}"),  # AccessKey ID
    ("meta", r"EAA[0-9A-Za-z]{40,}"),  # access token of the Graph API
    ("age", r"AGE-SECRET-KEY-1[0-9A-Z]{16,}"),
    ("pinecone", r"pcsk_\w{16,}"),
    ("tailscale", r"tskey-(?:api|auth|client)-[\w-]{16,}"),
    ("rubygems", r"rubygems_[0-9a-f]{16,}"),  # 48 hexadecimal digits behind the prefix
    ("planetscale", r"pscale_(?:tkn|pw|oauth)_[\w-]{16,}"),
    ("contentful", r"CFPAT-[\w-]{16,}"),  # 43 behind the prefix
    ("bedrock", r"(?:bedrock-api-key-|ABSK)[0-9A-Za-z]{16,}"),  # short-lived, long-lived
    ("dynatrace", r"dt0c01\.[0-9A-Z]{16,}"),  # docs.dynatrace.com, token format
    ("razorpay", r"rzp_(?:live|test)_[0-9A-Za-z]{14}"),
    ("netlify", r"nfp_[0-9A-Za-z]{16,}"),
    ("posthog", r"phx_[0-9A-Za-z]{16,}"),  # personal API key
    ("openai-session", r"sess-[0-9A-Za-z]{40}"),
    ("terraform", r"[0-9A-Za-z]{14}\.atlasv1\.[\w-]{16,}"),  # HCP Terraform
    ("jwt", r"e(?:yJ|yAi|wog)[\w-]{8,}"),  # RFC 7519: {" in base64, cut or whole
)

"""Vendors' secrets by their own shape, over the original text, since their case counts."""

NUMERIC_NAMES = (
    *("password", "passwd", "passphrase", "pwd", "secret"),
    *("otp", "otp code", "passcode", "security code", "pin", "ssn", "social security number"),
    *("verification code", "sms code", "mfa code"),
    *("cvv", "cvv2", "cvc", "cvc2", "card number", "card no", "cc number"),
)
"""Their value is secret even as a bare number; a number under another name is a count or an id."""

NAMES = (
    *NUMERIC_NAMES,
    *("passwords", "password 1", "password 2", "password confirm", "password confirmation", "password hash"),
    *("pass", "secrets", "token", "jwt", "credential", "credentials", "auth", "authorization"),
    *(
        "api key",
        "api keys",
        "access key",
        "account key",
        "app key",
        "application key",
        "auth key",
        "client key",
        "consumer key",
    ),
    *("encryption key", "functions key", "license key", "master key", "private key", "secret key"),
    *(
        "service key",
        "session key",
        "shared key",
        "signing key",
        "ssh key",
        "storage key",
        "subscription key",
    ),
    *("session", "session id", "sessid", "cookie", "cookies"),
    *("secret key base", "admin key", "integration key", "device code", "saml response", "connect.sid"),
    *("password digest", "senha", "passwort"),
    *("csrf", "hmac key", "sig", "signature", "signature provided", "hmac", "code verifier"),
)
"""Last words of a name: `x-api-key`, `apiKey` and `OPENAI_API_KEY` all end in `api key`."""

EDGED_NAMES = ("auth", "pass", "pin")
"""Names that other words end in: oauth, bypass, spin."""

FIELD_MEMBERS = (
    *("field", "key", "label", "loc", "name", "param", "parameter", "path", "pointer", "property"),
    *("argument", "attribute", "column", "header", "target"),
)
"""What a validator calls the name of a field, or the last word of it: `propertyPath`."""

DIGEST_PARAMETERS = ("username", "realm", "nonce", "uri", "response", "algorithm", "qop")
"""Those that may come first behind `Digest`, RFC 7616."""

SCHEMES = (
    "bearer",
    "basic",
    "negotiate",
    "ntlm",
    "bot",
    "api-?key",
    "googlelogin",
    "sharedkey(?:lite)?",
    "aws4-hmac-sha256",
    "aws",
)
"""Schemes of `Authorization` whose credentials are one word, as patterns."""
