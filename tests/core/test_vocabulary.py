"""What error codes mean by their words: for each reason, codes as services spell them."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from otel_errkind._core.classify import classify
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.model import ErrorInfo

CODES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.VALIDATION: """
        additional_fields additionalProperties amount_too_small ApiBadQuery APIBadUserInput
        InvalidAuthorArn
        argument-not-allowed arguments_not_allowed attribute_not_allowed bad characters_not_allowed
        checksum_mismatch check_violation constraint_failed content_too_short ContinuationTokenExpired
        cursor_expired DeviceTokenNotAllowed E_BAD_ARGUMENT email_not_valid empty_not_allowed EntityTooSmall
        ERR_BAD_PARAM err_bad_value exchange_rate_missing ExpiredNextTokenException EXPIRED_RESUME_TOKEN
        FAILED_PRECONDITION FieldNotAllowed field_not_permitted field_not_queryable FieldRequired
        fields_not_allowed file_type_not_allowed filter_not_allowed FORMAT_NOT_ALLOWED headerNotAllowed
        illegal_argument_exception immutable_field incomplete_request incorrect_format IndexOutOfBounds
        insufficient_data integrity_violation Invalid invalid_billing_address invalid_body
        invalid_client_metadata invalid_image_url invalid_scope InvalidTimeout InvalidTokenCount
        invalid_token_type line_item_limit_exceeded MalformedQueryString max_length M_BAD_JSON
        MISSING_PARAMETER missing_post_type msg_bad_format must_be_positive name_should_be_unquoted
        name_too_long not_a_valid_uuid NULL_NOT_ALLOWED OUT_OF_RANGE page_token_invalid
        PAGINATION_TOKEN_INVALID parameter_not_allowed ParameterNotPermitted PARAMETERS_NOT_ALLOWED
        PARAM_NOT_ALLOWED param_not_permitted paramsNotAllowed ParseError parsing_failed
        PropertiesNotAllowed property_not_allowed protocol.badMessage read_only_attribute read_only_column
        readOnlyField READ_ONLY_PARAMETER read_only_property required resumption_token_expired schema_error
        stop_token_not_allowed sync_token_expired SYNTAX_ERROR timeout_invalid title_empty title_too_short
        TOO_FEW_ITEMS TooManyValues undecodable_image undefined_column undefinedField unexpected_argument
        UnexpectedAttribute unexpected_character unexpected_end_of_file unexpected_field UnexpectedInput
        unexpected_key UnexpectedParameter UnexpectedProperty unexpected_token UNEXPECTED_TYPE
        unexpected_value unparsable_body unparseable_date UnprocessableEntity unprocessible_entity
        UnrecognizedField unsupported_grant_type upload_token_expired ValidationError validator_failed
        CLIENT_REQUEST_TOKEN_REQUIRED INVALID_ACCOUNT_HISTORY_TIME INVALID_ACCOUNT_ID INVALID_CLIENT_REQUEST
        invalid_auth_configuration invalid_rate_limit InvalidSessionPool invalid_session_type
        invalid_token_usage MissingParameterSignature
        FLASH_NOT_ALLOWED InvalidKeyPairId.Malformed InvalidKeyUsage InvalidParameterValue.TagInvalidKey
        InvalidUserList MissingParameter.Signature INVALID_USER_ID
        InvalidDBClusterCapacityFault InvalidIdentityPoolConfigurationException InvalidKeyUsageException
        InvalidOriginKeepaliveTimeout InvalidSecurityGroup InvalidUsageLimitException InvalidUserPoolException
        InvalidUserStateFault InvalidUserTypeException permission_type_unheard_of TooManyQueryStringParameters
        TooManyRequestedAttributes CONTRACT_VALIDATE_ERROR
        value_cannot_be_blank value_not_allowed value_not_permitted wrong_argument_count wrong_format
        wrong_number_of_arguments wrongParam wrong_timeout_value WrongType WRONG_VALUE
        error_param error_params
        """,
        Reason.INVALID_REQUEST: """
        BadRequest ClientError invalid_request_error RequestInvalid USER_ERROR
        """,
        Reason.NOT_FOUND: """
        AddressIpNotFound KEY_NOT_FOUND KEY_DOES_NOT_EXIST UNREGISTERED unregistered_user
        address_not_found BLOB_UNKNOWN BucketNotFound CannotFindUser can_t_find_user could_not_find_place
        device_not_registered entity_missing function_not_declared function_not_deployed Gone invalid_model
        item_not_exist MANIFEST_UNKNOWN message_deleted missing_resource model_missing NAME_UNKNOWN no_data
        no_handler NO_MATCHES nonexistent_user NonExistingResource no_records_matched no_results_available
        NO_ROUTE NoSuchKey not_existing_user not_subscribed record_missing resource_missing route_missing
        undefined_table UNKNOWN_MODEL UnregisteredDevice variable_not_defined ZERO_RESULTS
        """,
        Reason.CONFLICT: """
        ABORTED conflict ConcurrentModificationException concurrent_update ConcurrentWrites
        ConditionalCheckFailedException CONDITION_NOT_MET database_is_locked DatabaseLocked
        DEADLOCK_DETECTED DocumentLocked editconflict entity_has_been_modified ETAG_MISMATCH file_locked
        ForeignKeyViolation if_match_failed incorrect_state InvalidState item_locked lease_lost locked
        LockedByAnotherUser LockTimeout lock_wait_exceeded mvcc_error nonce_too_low object_being_modified
        object_locked object_outdated operation_aborted operation_in_progress OptimisticLockException
        PreconditionFailed record_being_updated RECORD_LOCKED record_was_modified ResourceBusy
        resource_locked resource_modified row_locked serialization_failure StaleObjectState table_locked
        TransactionAborted TransactionCanceledException UNABLE_TO_LOCK_ROW username_in_use
        version_conflict_engine_exception version_mismatch write_conflict
        """,
        Reason.CANCELLED: """
        CANCELLED CLIENT_CANCELLED client_closed_request context_canceled OperationCanceled RequestCanceled
        """,
        Reason.UNSUPPORTED: """
        OperationDenied.InstanceStatusError
        ActionNotAllowed api_deprecated api_version_required client_upgrade_required endpoint_removed
        feature_not_supported http_method_denied InvalidAction INVALID_METHOD InvalidVersion
        method_not_allowed method_unknown model_decommissioned model_retired NotAcceptable notAllowedMethod
        NotImplemented ObsoleteVersion OperationNotAllowed UNIMPLEMENTED unknown_action UnknownCommand
        unknown_method UnknownOperation UnsupportedMediaType verb_not_allowed
        """,
        Reason.PAYLOAD_TOO_LARGE: """
        attachment_too_big batch_size_exceeded body_too_long content_too_long exceeded_allowed_size
        FileTooLarge HeaderFieldsTooLong HEADERS_TOO_LONG header_too_long invalid_file_size
        INVALID_REQUEST_SIZE length_limit_exceeded MaximumSizeReached max_payload_exceeded max_size_reached
        message_too_long payload_limit PAYLOAD_SIZE_INVALID request_length_exceeded request_too_large
        request_too_long SizeLimitExceeded upload_limit_reached uri_too_long UrlTooLong
        """,
        Reason.CONTEXT_LENGTH: """
        context_length_exceeded context_limit_reached context_overflow context_too_long
        ContextWindowExceeded exceed_context_size_error input_length_invalid InputTooLarge input_too_long
        maximum_tokens_reached
        max_tokens_reached prompt_length_exceeded PROMPT_TOO_LARGE prompt_too_long sequence_too_long
        string_above_max_length token_limit_exceeded tokens_exceeded tokens_limit_reached TooManyInputTokens
        too_many_tokens
        """,
        Reason.CONTENT_FILTER: """
        BLOCKLIST content_blocked content_filter content_not_allowed ContentPolicy CONTENT_RISK
        content_sensitive ContentViolation copyright_claim cyber_policy DataInspectionFailed
        detected_as_spam guardrail_intervened HarmfulImage hate_speech image_moderated inappropriate_text
        input_sensitive jailbreak_detected moderation_failed nsfw_image obscene_text output_sensitive
        policy_violation Profanity PROHIBITED_CONTENT PROMPT_BLOCKED prompt_flagged
        prompt_injection_detected RECITATION RiskControl SAFETY sensitive_content
        sensitive_information_detected sensitive_input sensitive_words spam_content SPAM_DETECTED
        stopped_by_filter toxic_text unsafe_content
        """,
        Reason.PAYMENT_DECLINED: """
        DECLINE DECLINED NotSufficientFunds
        card_blocked card_error CardExpired CARD_INVALID card_is_expired card_not_supported
        card_velocity_exceeded CardWasDeclined do_not_honor expired_card incorrect_card_number incorrect_cvc
        incorrect_number INSTRUMENT_DECLINED invalid_card_type InvalidCvc ISSUER_DECLINED lost_card
        PAYMENT_DECLINED PaymentFailed payment_intent_authentication_failure payment_method_error
        pickup_card stolen_card TransactionDeclined
        """,
        Reason.INVALID_CREDENTIALS: """
        AuthException bad_sign consumer_key_rejected consumer_secret_rejected invalid_audience InvalidIssuer
        invalid_account_credentials invalid_account_error InvalidAccountException invalid_client_auth
        invalid_client_credentials invalid_client_error InvalidClientException invalid_client_id
        INVALID_CLIENT_SECRET invalid_key_error InvalidKeyException InvalidKeyId invalid_key_or_secret
        invalid_user_credentials invalid_user_error InvalidUserException INVALID_USER_KEY
        invalid_user_or_password INVALID_USER_PASSWORD invalid_user_token IncorrectApiPasswordFault
        er_token_login_invalid login_token_invalid
        api-signature-check-did-not-pass
        2fa_needed AADSTS70000 access_token_needed APIKeyMissing appid_invalid app_key_missing
        access_key_unrecognised AuthenticationFailed auth_error AuthFailure auth_invalid auth_missing
        AUTHN_REQUIRED
        AuthorizationFailed AuthorizationHeaderMalformed AuthorizationInvalid authorization_missing
        authorization_pending AuthorizationRequired AUTH_REQUIRED bad_auth bad_password bad_signature
        BadToken bad_username bad_verification_code CertificateRequired client_certificate_error clock_skew
        credentials_missing hmac_error identity_verification IllegalAccess IllegalToken IncompleteSignature
        INCORRECT_KEY incorrect_key_error IncorrectKeyException INCORRECT_TOKEN WRONG_KEY wrong_token BadKey
        UNREGISTERED_KEY UNREGISTERED_SERVICE_KEY UnregisteredToken INCORRECT_API_KEY
        incorrect_password InvalidAccessKeyId invalid_account invalidapikey invalid_app_id InvalidAuth
        InvalidBearer INVALID_CERTIFICATE invalid_client InvalidClientTokenId invalidcredentials
        invalid_grant InvalidIdentity INVALID_INPUT_SECRET invalid_key InvalidLogin invalid_oauth
        invalid_passphrase invalid_password invalid_secret InvalidSecurity InvalidSession invalid_sign
        InvalidSignature invalid_subscription_key INVALID_TOKEN invalid_user invalid_username
        InvalidXApiToken jwt_error key_invalid key_is_invalid key_is_not_registered key_is_not_valid
        KEY_NOT_REGISTERED KeyNotValid login_failed LOGIN_REQUIRED malformed_token mfa_needed MISSING_AUTH
        MissingAuthenticationToken missing_signature MissingToken must_login NeedLogin no_auth NO_SESSION
        not_authed NOT_LOGGED_IN not_login notoken not_signed_in otp_incorrect passphrase_incorrect
        AUTH password_incorrect rapt_required reauth_needed relogin RequestTimeTooSkewed request_unauthorised
        secret_key_error security_header_invalid SecurityTokenNeeded service_key_error session_invalid
        SessionNotFound SignatureDoesNotMatch SignatureError signature_failed signature_invalid
        signature_is_invalid signature_is_not_correct signature_mismatch SIGNATURE_NOT_MATCH
        SignatureNotValid signature_verification sign_error SIGN_FAILED SignInRequired sign_invalid
        sign_not_match sso_required time_skew_detected timestamp_expired timestamp_skewed token_blacklisted
        token_blocked token_error token_failure token_illegal TokenInvalid token_is_illegal token_is_invalid
        token_is_not_valid TokenMalformed token_mismatch token_missing token_not_found TOKEN_NOT_VALID
        token_required TokenVerificationFailed two_factor_setup two_factor_setup_required
        unable_to_authenticate UNAUTHENTICATED Unauthorized UNKNOWN_CLIENT unrecognized_client
        UnrecognizedClientException ERROR_WRONG_USER_KEY WrongPassword WRONG_LOGIN_PASSWORD_ERROR
        nonce_reused ReplayDetected
        error_auth error_sign
        """,
        Reason.EXPIRED_CREDENTIALS: """
        access_expired ACCOUNT_EXPIRED AuthenticationExpired auth_expired authorization_expired
        CertificateExpired cookie_expired credential_expired credentials_expired ExpiredAccessToken
        expired_api_key expired_auth expired_certificate ExpiredCredentials expired_grant expired_jwt
        expiredkey expired_login expired_password expired_secret ExpiredSession EXPIRED_SIGNATURE
        grant_expired jwt_expired key_expired key_revoked LOGIN_EXPIRED login_timeout must_change_password
        must_reset_password nonce_expired oauth_code_expired password_changed password_expired
        PasswordResetRequired RequestExpired request_has_expired secret_expired session_closed session_ended
        SESSION_EXPIRED session_lost SessionTerminated session_timed_out SessionTimeout signature_expired
        sso_expired ticket_expired TokenExpired token_has_expired token_invalidated token_is_expired
        """,
        Reason.PERMISSION_DENIED: """
        account_paused AccountSendingPausedException AuthorizationErrorException AuthorizationException
        ACCESS_NOT_ALLOWED account_not_allowed app_not_allowed application_not_allowed client_not_allowed
        CUSTOMER_NOT_ALLOWED domain_not_allowed feature_not_allowed user_is_not_allowed ip_not_allowed
        key_not_allowed member_not_allowed merchant_not_allowed model_not_allowed organization_not_allowed
        ORIGIN_NOT_ALLOWED project_not_allowed referer_not_allowed referrer_not_allowed region_not_allowed
        role_not_allowed team_not_allowed tenant_not_allowed token_not_allowed USER_NOT_ALLOWED
        account_not_approved app_not_approved application_not_approved client_not_approved
        CUSTOMER_NOT_APPROVED developer_not_approved key_not_approved ORGANIZATION_NOT_APPROVED
        project_not_approved DEVELOPER_TOKEN_NOT_APPROVED user_not_approved ACCESS_PROHIBITED
        OAUTH_TOKEN_DISABLED DEVELOPER_TOKEN_PROHIBITED DEVELOPER_TOKEN_NOT_ON_ALLOWLIST service_not_opened
        partner_not_allowlisted
        UnopenedService ip_not_authorized ip_not_in_allowlist ip_not_in_whitelist ip_not_permitted
        ip_not_registered ip_not_trusted ip_not_whitelisted
        DisabledApiException IP_MISMATCH
        accept_terms accessdenied AccessDisabled AccessNotConfigured access_token_insufficient_scope
        account_banned ACCOUNT_CLOSED account_deactivated account_deleted account_disabled AccountFrozen
        AccountInactive account_is_locked AccountLocked account_not_active account_status_error admin_only
        AdminRequired AGREEMENT_NOT_ACCEPTED agreement_not_signed agreement_required api_disabled
        app_disabled application_disabled captcha_needed client_disabled COMPANY_DISABLED consent_needed
        CONSUMER_SUSPENDED CountryNotSupported customer_disabled DENIED DisabledAccount disabled_key
        disabled_user email_not_confirmed email_not_verified entitlement_missing FeatureDisabled
        feature_not_enabled Forbidden GeoBlock inactive_account InactiveKey INACTIVE_USER InsufficientAccess
        insufficient_authorization insufficient_rights INSUFFICIENT_ROLE integration_disabled
        interaction_required ip_blacklisted ip_blocklisted ip_deny_list ip_not_known IP_RESTRICTION
        ip_whitelist KeyDisabled key_inactive kyc_needed location_not_supported locked_account
        merchant_disabled missing_privileges missing_role module_disabled NO_ACCESS nopermissions not_admin
        NotAllowed not_allowlisted not_available_to_user not_entitled not_permitted NOT_WHITELISTED
        OptInRequired organization_disabled org_disabled org_login_needed OWNER_ONLY PermissionMissing
        plugin_disabled product_not_activated PROJECT_DISABLED rbac_error ReadOnlyAccess READ_ONLY_ACCOUNT
        read_only_key read_only_role read_only_token read_only_user RegionNotSupported RegionUnavailable
        request_denied RequiresAdmin ResourceRestricted role_missing RoleRequired scope_missing
        service_disabled shop_disabled site_disabled store_disabled SubscriptionNotFound team_disabled
        TenantDisabled terms_not_seen terms_of_service tos_not_seen unauthorized_access unauthorized_client
        UnauthorizedOperation UNAUTHORIZED_ROLE unauthorized_user unavailable_for_legal_reasons
        UNAVAILABLE_IN_COUNTRY unavailable_in_region unavailable_region unsupported_country
        UNSUPPORTED_REGION unverified_email user_blocked UserDisabled user_inactive user_is_locked
        user_locked UserNotAuthorized VerificationRequired verify_account workspace_disabled
        accessexception access_exception
        """,
        Reason.BILLING: """
        FeatureUnavailableInTierException unavailable_in_your_plan prepaid_balance_low prepaid_credit_low
        account_balance_used_up account_delinquent account_in_arrears account_in_debt
        AllocationQuota.FreeTierOnly BalanceInsufficient balance_not_enough balance_too_low
        billing_hard_limit_reached billing_not_active budget_exceeded budget_limit_reached
        credit_balance_low credit_exhausted credit_limit_reached CreditsDepleted credits_exceeded
        CREDITS_EXHAUSTED credits_expired credits_needed CREDITS_REQUIRED credits_used_up credit_too_low
        credit_used_up disk_quota_exceeded ExceededCurrentQuota free_tier_exceeded FREE_TIER_EXHAUSTED
        gold_required hard_limit_reached InsufficientBalance insufficient_credits INSUFFICIENT_FUNDS
        insufficient_quota insufficient_wallet invalid_license isv.AMOUNT_NOT_ENOUGH license_expired
        LICENSE_INVALID license_limit_reached license_missing license_not_found LicenseRequired
        linked_organization_billing_unavailable low_balance MailboxQuotaExceeded MissingLicense
        missing_payment_method money_not_enough NEGATIVE_BALANCE no_active_subscription NoCredits NoLicense
        no_money non_payment no_payment_method no_seats_left NoSubscription not_available_on_current_plan
        not_enough_balance not_enough_credits NotEnoughMoney not_enough_quota not_in_your_plan
        not_subscribed_to_api open_invoices OUT_OF_BALANCE out_of_credits out_of_money outstanding_invoice
        PACKAGE_EXHAUSTED pack_exhausted PaidAccountsOnly paid_feature paid_only paid_plan_needed past_due
        provider_quota_exceeded
        PAYMENT_METHOD_MISSING payment_method_required PaymentRequired plan_exceeded PLAN_LIMIT_REACHED
        plan_not_active plan_not_allowed plan_not_eligible plan_not_enabled plan_not_included
        plan_not_supported plan_required plan_restricted PlanUpgradeRequired premium_required
        prepaid_card_used_up RechargeNeeded seat_count_exceeded seat_limit_reached seats_limit_reached
        spend_cap_reached spending_cap_reached SpendingLimitReached spend_limit_reached StorageQuotaExceeded
        subscription_cancelled subscription_expired SubscriptionInactive subscription_not_active
        SubscriptionOverdue SUBSCRIPTION_REQUIRED subscription_suspended trial_ended TrialExpired trial_over
        unpaid_bill upgrade_plan upgrade_required_plan valid_payment_method_needed wallet_balance_low
        WalletEmpty wallet_insufficient zero_balance
        pushbullet_pro_required PREMIUM_ONLY requiresPremium account_on_hold
        """,
        Reason.RATE_LIMIT: """
        action_limit_reached actions_limit_reached called_frequently
        APICallRateForCustomerExceeded LimitsExceededException TEMPORARY_LOCKOUT
        abuse_detected activity_limit api_key_limit_exceeded ApiLimitError api_tier_limit_reached BackOff
        BandwidthLimitExceeded BannedTemporarily burst_reached call_frequency call_limit_reached
        calls_a_second_per_second CALLS_LIMIT_REACHED calls_per_hour_reached complexity_budget_spent
        complexity_exception cool_down_active cost_limit_reached EC2ThrottledException enhance_your_calm
        exceeded_rate exceeded_throughput exceeding_rate exceeds_rate exceeds_the_limit FLOOD_WAIT
        FLOW_CONTROL FlowLimit FreqLimit HighRequestRate hit_limit hits_exceeded limit_control LimitExceeded
        LimitExceededException LimitHit limit_of_calls_reached limit_of_requests_reached LIMIT_REACHED
        limit_requests lookup_limit_exceeded lookup_limit_reached max_calls_exceeded max_calls_reached
        max_complexity_exceeded maximum_calls_reached maximum_requests_reached max_queries_exceeded
        MAX_QUERIES_REACHED max_requests_reached number_of_calls_exceeded number_of_service_requests
        out_of_rate over_rate qpm_reached qps_reached query_limit rate_control RATE_EXCEEDED rate_limited
        ratelimited RateLimitExceeded rate_reached rates_limited rate_violation request_exceeded
        RequestLimitExceeded RequestRateTooLarge requests_exceeded requests_limit_reached
        requests_per_hour_reached RESOURCE_EXHAUSTED resource_has_been_exhausted retry_limit_reached
        RPD_REACHED rpm_reached rps_reached search_limit_exceeded SearchLimitReached sending_limit_exceeded
        sending_limit_reached SEND_LIMIT_EXCEEDED send_limit_reached SlowDown speed_limit
        SpikeArrestViolation temporarily_banned temporarily_blocked THROTTLED ThrottlingException
        ThroughputExceeded throughput_limit throughput_rate_high TooFast too_frequent too_many_attempts
        TooManyCalls too_many_failed_codes TooManyHits too_many_logins TooManyMessages too_many_queries
        TOO_MANY_REQUESTS too_many_tries too_many_visits too_often tpd_reached tpm_reached TrafficControl
        traffic_limit_reached user_exceeded_the_limit USER_LIMIT_EXCEEDED wait_before_retry
        too_many_write_operations TooManyWrites too_many_operations
        """,
        Reason.QUOTA_EXHAUSTED: """
        account_limit_reached allowance_spent dailyLimitExceeded DayLimitReached downloads_per_day
        export_limit_exceeded_for_the_day hourly_limit minute_limit MONTHLY_LIMIT_REACHED OVER_LIMIT
        over_usage QuotaExceeded reads_per_month tokens_per_minute usage_exceeded UsageLimitReached
        WeeklyLimit
        """,
        Reason.CONCURRENCY_LIMIT: """
        ConcurrencyLimitExceeded parallel_limit ParallelRequests simultaneous_calls TooManyConnections
        too_many_open_jobs TOO_MANY_SESSIONS too_many_streams
        """,
        Reason.CAPACITY: """
        ZonalAllocationFailed SkuNotAvailable TOO_MANY_SIMULTANEOUS_QUERIES TooManyQueuedQueries
        BackendDown backend_offline backend_unavailable backlog_exceeded BacklogFull backlog_limit
        ResourceInsufficient.SpecifiedInstanceType resources_insufficient
        backpressure circuit_breaking_exception client_lagged cluster_unavailable connection_saturated
        currently_unavailable database_unavailable DbUnavailable DiskFull endpoint_unavailable
        EngineUnavailable es_rejected_execution_exception gpu_unavailable HighDemand high_load host_down
        host_offline insufficient_host InsufficientInstanceCapacity InsufficientInstances
        insufficient_resources InsufficientStorage job_runner_is_unavailable lag LoadShed low_resources
        maxlag MemoryExhausted memory_limit memory_pressure MODEL_CAPACITY_EXHAUSTED model_unavailable
        no_available_channel node_not_synced NodeOffline node_unavailable NO_GPU no_healthy_upstream
        NoInstanceAvailable no_shard no_shard_available_action_exception no_slots no_space_left
        not_currently_available no_workers OFFLINE OutOfMemory overloaded_error please_try_again_later
        pool_exhausted PoolTimeout ProviderUnavailable queue_exceeded queue_full QueueIsFull
        queue_limit_reached queue_overflow rejected_execution_exception replica_lag ReplicationLag
        replica_unavailable resource_limit_reached resource_pressure resource_temporarily_gone
        resource_unavailable RetryLater ServerBusy server_down server_is_down server_is_overloaded
        server_offline server_unavailable service_down service_is_down service_not_available ServiceOffline
        MS_UNAVAILABLE ServiceUnavailable ShardUnavailable shedding_traffic site_down sold_out still_syncing
        system_down
        system_is_down SYSTEM_UNAVAILABLE temporarily_unavailable temporary_error temporary_failure
        TemporaryProblem TemporaryUnavailable transient_error TRY_AGAIN try_later UNAVAILABLE
        unavailable_shards_exception unhealthy_target upstream_unavailable worker_not_available
        WorkerUnavailable
        """,
        Reason.LOADING: """
        cold_start currently_loading initialising initializing LoadingModel model_loading
        ModelNotReadyException node_booting node_in_initial_download not_started not_yet_available
        not_yet_ready provisioning starting_up STARTUP still_loading StillStarting warming_up warm_up
        """,
        Reason.MAINTENANCE: """
        DatabaseReadOnly db_read_only deployment_in_progress election_in_progress failing_over FAILOVER
        failover_in_progress LeaderElection leader_not_available leader_not_elected maintenance_in_progress
        master_not_discovered_exception MigrationInProgress node_rebooting node_restarting NodeShutdown
        no_leader no_leader_available not_leader not_master NotMasterException NotMasterNoSlaveOk
        not_primary not_primary_exception NotPrimaryNoSecondaryOk NotTheLeader not_the_master
        NotWritablePrimary readonly recovery_in_progress restart_in_progress scheduled_downtime
        server_draining server_in_read_only_mode server_shutdown server_stopping service_paused
        service_shutdown service_stopping ShutdownInitiated ShutdownInProgress shutting_down
        startup_in_progress UnderMaintenance upgrade_in_progress
        """,
        Reason.CIRCUIT_OPEN: """
        breaker_open CircuitBreakerTripped circuit_open
        """,
        Reason.REQUEST_TIMEOUT: """
        ESOCKETTIMEDOUT ETIMEDOUT execution_time_exceeded max_execution_time_reached
        maximum_execution_time_reached OperationTimedOut process_cluster_event_timeout_exception
        query_time_limit QUERY_TIMEOUT ServerTimeout Timeout took_too_long
        """,
        Reason.DEADLINE: """
        DEADLINE_EXCEEDED
        """,
        Reason.GATEWAY_TIMEOUT: """
        gateway_timed_out GatewayTimeout
        """,
        Reason.INTERNAL: """
        error_server
        api_error application_error ArithmeticException AssertionError AttributeError CauseUnknown
        ClassCastException database_error DatabaseFailure DATA_LOSS DB_ERROR db_failure divide_by_zero
        division_by_zero engine_dead error_unknown execution_error ExecutionFailed failure fatal_error
        function_error general_unknown IllegalStateException IndexError INTERNAL InternalError
        internal_unknown InvocationFailed IOException KeyError NameError NullPointerException
        NullReferenceException panic processing_error processing_failed reason_unknown RecursionError
        ReferenceError RuntimeError runtime_exception Runtime.ImportModuleError segmentation_fault
        SERVER_ERROR SERVER_UNKNOWN ServiceError service_failure SQLException stack_overflow system_error
        UncaughtException unexpected unexpected_error UnexpectedException unhandled_exception UNKNOWN
        unknown_database_failure UnknownError unknown_exception unknown_reason worker_crashed
        ZeroDivisionError
        ServerException generic_error EngineError
        """,
        Reason.UPSTREAM_FAILURE: """
        backend_connection backendError BackendFailure backend_fetch_failed BadGateway bank_not_responding
        COMMUNICATION_FAILURE connection_closed ConnectionError connection_failed CONNECTION_LOST
        ConnectionRefused connection_reset DataFetchingException DOWNSTREAM_SERVICE DOWNSTREAM_SERVICE_ERROR
        EAI_AGAIN ECONNREFUSED ECONNRESET ENOTFOUND external_service_failed FailedDependency gateway_error
        generation generation_error GenerationFailed
        hook_failed host_unreachable IDPCommunicationError incomplete_generation INSTITUTION_DOWN
        integration_error ModelErrorException NETWORK_ERROR NO_RESPONSE ORIGIN_DNS origin_error
        third_party_error THIRD_PARTY_SERVICE
        provider_error ProviderFailed ProxyError remote_error server_disconnected third_party_failure
        upstream_error WebhookFailed
        dns_failure ERR_DNS_FAIL DnsError
        CallbackFailed
        """,
    }
)

JOINED: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.EXPIRED_CREDENTIALS: "expiredtoken tokenrevoked",
        Reason.INVALID_CREDENTIALS: """
        badcredentials incorrectapikey invalidaccesskey invalidappkey invalidclientid invalidclientsecret
        invalidusertoken notauthenticated
        """,
        Reason.PERMISSION_DENIED: """
        accessblocked accessforbidden accessrestricted apinotenabled insufficientpermissions
        insufficientprivilege keyblocked keysuspended missingscope userdeactivated usersuspended
        """,
        Reason.BILLING: "insufficientbalance insufficientquota paymentoverdue",
        Reason.REQUEST_TIMEOUT: "servicetimeout",
        Reason.RATE_LIMIT: "overquerylimit overfrequency",
        Reason.CAPACITY: "nocapacity outofcapacity overcapacity toobusy",
        Reason.CONFLICT: "resourceinuse staleversion versionconflict writeconflict",
        Reason.PAYMENT_DECLINED: "carddeclined",
    }
)

FINAL = """
DuplicateKey existing_record idempotency_error NOT_UNIQUE order_paid ResourceExists UniqueConstraintFailed
unique_violation UserAlreadyExists username_taken ERROR_CONTACT_EXISTS EMAIL_EXISTS UserExists
"""
"""Codes of conflicts that another attempt meets again; by itself a conflict is over after a while."""


def stated(code: str) -> ErrorInfo:
    """Classify an error inside a success, where nothing but its code says what went wrong."""
    info = classify(
        status_code=200, body=json.dumps({"error": {"code": code, "message": "It did not work."}})
    )
    assert info is not None
    return info


@pytest.mark.parametrize("reason", CODES)
def test_what_codes_mean(reason: Reason) -> None:
    """Whoever spells it, a code means what its words say."""
    found = {code: stated(code).reason for code in CODES[reason].split()}

    assert found == dict.fromkeys(found, reason)


@pytest.mark.parametrize("reason", JOINED)
def test_words_that_run_together(reason: Reason) -> None:
    """Some services set nothing between the words of a code."""
    found = {code: stated(code).reason for code in JOINED[reason].split()}

    assert found == dict.fromkeys(found, reason)


@pytest.mark.parametrize(
    ("codes", "expected"), [(CODES[Reason.CONFLICT], True), (FINAL, False)], ids=["passing", "final"]
)
def test_conflicts(codes: str, *, expected: bool) -> None:
    """What is already there stays there; what another one is changing may be tried again."""
    verdicts = {code: stated(code) for code in codes.split()}

    found = {code: (info.reason, info.retryable) for code, info in verdicts.items()}

    assert found == dict.fromkeys(found, (Reason.CONFLICT, expected))


@pytest.mark.parametrize(
    "code",
    ["invoice_not_editable", "payment_method_unactivated", "none", "success", "about:blank", "xyzzy", "4711"],
)
def test_codes_of_no_meaning(code: str) -> None:
    """A code that only names what the request was about, or nothing at all, leaves the verdict to others."""
    assert stated(code).rule == "default"
