"""Words of credentials, of permissions, and of the deadlines that sound like theirs."""

from __future__ import annotations

from otel_errkind._core.model import Reason
from otel_errkind._core.vocabulary.row import Row

ROWS = (
    # Tokens that open no door: nobody logs in again when one of them is over.
    Row(
        Reason.VALIDATION,
        """
        page token, next token, continuation token, pagination token, sync token, device token, resume
        token, stop token, cursor expire, upload token, invalid token count, resumption token
        """,
    ),
    # Credentials whose time is over, before other time limits.
    Row(
        Reason.EXPIRED_CREDENTIALS,
        """
        session timeout, session timed out, session expire, login timeout, token expire, token has expire,
        token is expire, expired .. token, expired jwt, jwt expire, expired session, expired key, key
        expire, expired .. key, expired auth, auth expire, authentication expire, authorization expire,
        credential expire, credentials expire, expired credential, signature expire, expired signature,
        request expired, request has expired, secret expire, expired secret, certificate expire, expired
        certificate, password expire, expired password, grant expire, expired grant, login expire, expired
        login, access expire, ticket expire, revoked, cookie expire, sso expire, account expire, oauth ..
        expire, token invalidated, nonce expire, session terminat, session ended, session closed, session
        lost, change password, password change, password reset, reset password
        """,
    ),
    Row(
        Reason.INVALID_CREDENTIALS,
        """
        time too skewed, clock skew, time skew, timestamp skew, timestamp expire
        """,
    ),
    Row(
        Reason.VALIDATION,
        """
        timeout invalid, timeout value
        """,
    ),
    Row(
        Reason.GATEWAY_TIMEOUT,
        """
        gateway time out, gateway timed out
        """,
    ),
    Row(
        Reason.DEADLINE,
        """
        deadline
        """,
    ),
    Row(
        Reason.REQUEST_TIMEOUT,
        """
        timed out, time out, time limit, execution time exceed, took too long, etimedout, esockettimedout,
        max execution time, maximum execution time
        """,
    ),
    Row(
        Reason.VALIDATION,
        """
        unsupported grant, invalid scope!
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        not authorized, unauthorized client, unauthorized operation, unauthorized access, unauthorized
        user, unauthorized role, insufficient scope
        """,
    ),
    Row(
        Reason.INVALID_CREDENTIALS,
        """
        ^auth$, auth exception, unauthenticated, unauthorized, unauthorised, not authed, authentication,
        authenticate, authn, auth fail, auth error, auth required, auth invalid, auth missing,
        authorization required, authorization missing, authorization invalid, authorization fail,
        authorization pending, authorization header, invalid auth, no auth, missing auth, bad auth,
        invalid api key, incorrect key$, incorrect key error, incorrect key exception, wrong key$, bad
        key$, incorrect token, wrong token, unregistered key, unregistered token, api key, consumer key,
        consumer secret, access key, access token, secret key, invalid key$, invalid key error, invalid
        key exception, invalid key id, invalid key or secret, key invalid, app key, invalid token, bad
        token, token mismatch, token required, missing token, no token, token missing, token not found,
        token .. invalid, token not valid, token is not valid, signature not valid, signature is not,
        signature is invalid, key not valid, key is not valid, key is invalid, key not registered, key is
        not registered, service key, malformed token, token malformed, token error, token fail, token
        verif, jwt, invalid credential, credential, invalid client$, invalid client auth, invalid client
        error, invalid client exception, invalid client token, unrecognized client, unknown client,
        invalid grant, invalid login, login required, login fail, must login, need login, not logged, not
        login, relogin, invalid session, session invalid, session not, no session, invalid user$, invalid
        user error, invalid user exception, invalid user key, invalid user or, invalid user pass, invalid
        username, invalid password, wrong .. key, wrong .. password, incorrect .. password, bad password, bad
        username, password incorrect, invalid signature, signature does not match, signature mismatch,
        signature invalid, signature not match, signature fail, signature error, signature verif, bad
        signature, sign error, sign invalid, sign fail, sign not match, incomplete signature, missing
        signature, hmac, mfa, two factor, 2fa, otp, invalid secret, invalid account$, invalid account
        error, invalid account exception, invalid identity, invalid certificate, client certificate,
        certificate required, illegal access, invalid x api, invalid bearer, identity verif, aadsts,
        invalid subscription key, bad verification code, input secret, invalid sign!, bad sign!, signature
        check, invalid issuer$, invalid audience$, token is illegal, token illegal, illegal token, invalid
        app id, appid invalid, invalid oauth, passphrase incorrect, invalid passphrase, security header,
        security token, invalid security, reauth, rapt required, not signed in, sign in required, sso
        requ, token blacklist, token blocked, nonce reused, replay detect, error auth!, error sign!
        """,
    ),
    # Known, and not allowed.
    Row(
        Reason.VALIDATION,
        """
        param not permit, parameter not permit, field not permit, value not permit
        """,
    ),
    Row(
        Reason.UNSUPPORTED,
        """
        method not allow, operation not allow, http method, verb not allow, not allowed method, action not
        allow, operation denied
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        account suspended, account is suspended, account disabled, account is disabled, suspended account,
        disabled account
        """,
        firm=True,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        permission, authorization error, authorization exception, access denied, access not, no access,
        access disabled, denied, not permitted, ^not allow, is not allow, account not allow, app not
        allow, application not allow, client not allow, customer not allow, domain not allow, feature not
        allow, ip not allow, key not allow, member not allow, merchant not allow, model not allow,
        organization not allow, origin not allow, project not allow, referer not allow, referrer not
        allow, region not allow, role not allow, team not allow, tenant not allow, token not allow, user
        not allow, account not approve, app not approve, application not approve, client not approve,
        customer not approve, developer not approve, key not approve, organization not approve, project
        not approve, token not approve, user not approve, access prohibit, token disabled, token prohibit,
        not on allow, not opened, unopened, not entitled, entitlement, insufficient rights, insufficient
        access, insufficient role, insufficient authorization, scope, privilege, region not supported,
        location not supported, country not, unsupported country, unsupported region, geo block, ip not in
        allow, ip not in white, ip not known, ip not registered, ip not trust, ip block, ip mismatch, ip
        restrict, ip white, ip black, ip deny, blocked, banned, suspended, deactivated, account inactive,
        account locked, account is locked, user is locked, account closed, account
        deleted, account frozen, account status, account paused, sending paused, user disabled, user
        inactive, user locked, org disabled, organization disabled, account not active, inactive account,
        locked account, inactive user, disabled user, inactive key, disabled key, api
        disabled, disabled api, service disabled, not activated, not enabled, key disabled, key inactive,
        not whitelisted, not allowlisted, consent, interaction required, captcha, verification required,
        verify account, terms of service, tos!, admin required, admin only, not admin, owner only,
        requires admin, org login, rbac, opt in required, subscription not found, not verified,
        unverified, no permission, restricted, email not confirmed, terms not, accept terms, agreement
        requ, agreement not accept, agreement not sign, kyc, role required, role missing, missing role,
        workspace disabled, project disabled, site disabled, tenant disabled, team disabled, app disabled,
        application disabled, merchant disabled, store disabled, shop disabled, company disabled, customer
        disabled, client disabled, integration disabled, feature disabled, module disabled, plugin
        disabled, not available to!, ^access exception
        """,
    ),
)
