"""Where a class is from: what proves that its words speak of a call, and what proves that they do not."""

from __future__ import annotations

import errno

import pytest

from otel_errkind._core.classify import classify_exception
from otel_errkind._core.model import Reason
from strangers import made, verdict

OF_CLIENTS = {
    Reason.CAPACITY: """
        ccxt.base.errors.ExchangeNotAvailable hvac.exceptions.VaultNotAvailable
    """,
    Reason.CLIENT_BUG: """
        azure.core.exceptions.ResponseNotReadError databricks.sql.exc.SessionAlreadyClosedError
        realtime.exceptions.NotConnectedError
    """,
    Reason.CONFLICT: "b2sdk.exception.DuplicateBucketName",
    Reason.CONNECTION_FAILED: """
        algoliasearch.exceptions.AlgoliaUnreachableHostException
        binance.exceptions.BinanceWebsocketUnableToConnect hyper.common.exceptions.SocketError
        keystoneauth1.exceptions.connection.ConnectFailure meilisearch.errors.MeilisearchCommunicationError
        primp.ConnectError recurly.NetworkError
    """,
    Reason.CONNECTION_RESET: """
        asks.errors.ServerClosedConnection mistralai.models.noresponseerror.NoResponseError
        tornado.iostream.StreamClosedError twisted.web._newclient.ResponseFailed
    """,
    Reason.CONTENT_FILTER: "openai.ContentFilterFinishReasonError",
    Reason.CONTEXT_LENGTH: "litellm.exceptions.ContextWindowExceededError",
    Reason.DEADLINE: """
        consul.base.Timeout grpc.FutureTimeoutError hcloud.actions.domain.ActionTimeoutException
    """,
    Reason.DECODING: """
        gitlab.exceptions.GitlabParsingError hishel._exceptions.ParseError
        msrest.exceptions.DeserializationError vertexai.generative_models.ResponseValidationError
        zeep.exceptions.XMLSyntaxError
    """,
    Reason.INTERNAL: """
        aliyunsdkcore.acs_exception.exceptions.ServerException arango.exceptions.ArangoServerError
        clickhouse_connect.driver.exceptions.InternalError dropbox.exceptions.InternalServerError
        influxdb.exceptions.InfluxDBServerError pdpyras.PDServerError
        prestodb.exceptions.PrestoInternalError pydiscourse.exceptions.DiscourseServerError
        pywikibot.exceptions.ServerError razorpay.errors.ServerError trino.exceptions.TrinoInternalError
        voyageai.error.ServerError vonage.errors.ServerError
    """,
    Reason.INVALID_CREDENTIALS: """
        anthropic.CredentialsError authlib.oauth2.rfc6749.errors.InvalidGrantError
        botocore.exceptions.CredentialRetrievalError boxsdk.exception.BoxOAuthException
        docker.credentials.errors.CredentialsNotFound google.auth.exceptions.OAuthError
        gotrue.errors.AuthSessionMissingError msal.oauth2cli.oidc.IdTokenError
        oauthlib.oauth2.rfc6749.errors.InvalidGrantError proxmoxer.core.AuthenticationError
        spotipy.oauth2.SpotifyOauthError treq.auth.UnknownAuthConfig trello.exceptions.TokenError
    """,
    Reason.NOT_FOUND: """
        confluent_kafka.schema_registry.NotFoundError deepl.errors.NotFoundError
        impit.errors.NotFoundError pyreqwest.errors.NotFoundError
        easypost.errors.NotFoundError engineio.errors.NotFoundError mcp.errors.NotFoundError
        socketio.errors.NotFoundError mailjet_rest.errors.NotFoundError
        messagebird.errors.NotFoundError pubnub.errors.NotFoundError pusher.errors.NotFoundError
        resend.errors.NotFoundError runpod.errors.NotFoundError tritonclient.errors.NotFoundError
        writerai.errors.NotFoundError zulip.errors.NotFoundError
        asana.error.NotFoundError asyncprawcore.exceptions.NotFound
        braintree.exceptions.not_found_error.NotFoundError chromadb.errors.NotFoundError
        cloudflare.NotFoundError cohere.errors.not_found_error.NotFoundError
        digitalocean.baseapi.NotFoundError discord.errors.GatewayNotFound disnake.errors.GatewayNotFound
        exchangelib.errors.ErrorItemNotFound firebase_admin.exceptions.NotFoundError fireworks.NotFoundError
        gcloud.exceptions.NotFound gitea.exceptions.NotFoundException groq.NotFoundError
        gspread.exceptions.SpreadsheetNotFound huggingface_hub.errors.RepositoryNotFoundError
        ibm_boto3.exceptions.ResourceNotExistsError intercom.errors.ResourceNotFound
        jenkins.NotFoundException keycloak.exceptions.KeycloakSecretNotFound
        kubernetes.dynamic.exceptions.ResourceNotFoundError
        kubernetes_asyncio.dynamic.exceptions.ResourceNotFoundError langsmith.utils.LangSmithNotFoundError
        libcloud.storage.types.ContainerDoesNotExistError nextcord.errors.GatewayNotFound
        novaclient.exceptions.NotFound openstack.exceptions.NotFoundException oss2.exceptions.NoSuchKey
        paypalrestsdk.exceptions.ResourceNotFound prawcore.exceptions.NotFound
        simple_salesforce.exceptions.SalesforceResourceNotFound suds.MethodNotFound together.NotFoundError
        typesense.exceptions.ObjectNotFound web3.exceptions.BlockNotFound
    """,
    Reason.PAYMENT_DECLINED: "stripe.error.CardError",
    Reason.BILLING: "firecrawl.v2.utils.error_handler.PaymentRequiredError",
    Reason.POOL_TIMEOUT: "aiosonic.exceptions.ConnectionPoolAcquireTimeout",
    Reason.PROTOCOL: """
        grpclib.exceptions.ProtocolError h2.exceptions.ProtocolError
        libcloud.common.types.MalformedResponseError linode_api4.errors.UnexpectedResponseError
        minio.error.InvalidResponseError pinecone.exceptions.exceptions.PineconeProtocolError
        websockets.exceptions.InvalidHandshake wsproto.utilities.RemoteProtocolError
    """,
    Reason.PROXY: "scrapy.core.downloader.handlers.http11.TunnelError",
    Reason.QUOTA_EXHAUSTED: "geopy.exc.GeocoderQuotaExceeded tavily.errors.UsageLimitExceededError",
    Reason.RATE_LIMIT: "telegram.error.RetryAfter uplink.ratelimit.RateLimitExceeded",
    Reason.REDIRECT_LOOP: "rnet.exceptions.RedirectError",
    Reason.TLS: """
        httplib2.error.CertificateValidationUnsupported keystoneclient.exceptions.CertificateConfigError
    """,
    Reason.UNCLASSIFIED: """
        boto.exception.S3ResponseError huaweicloudsdkcore.exceptions.exceptions.ServerResponseException
        jsonrpcclient.exceptions.ReceivedNon2xxResponseError ollama._types.ResponseError
        snowflake.snowpark.exceptions.SnowparkFetchDataException
        weaviate.exceptions.UnexpectedStatusCodeError
    """,
    Reason.UNSUPPORTED: "boto3.exceptions.DynamoDBOperationNotSupportedError",
    Reason.VALIDATION: """
        ai21.errors.UnprocessableEntity dashscope.common.error.InvalidParameter
        elevenlabs.errors.unprocessable_entity_error.UnprocessableEntityError
        pyairtable.exceptions.InvalidParameterError s3transfer.exceptions.S3ValidationError
        shopify.session.ValidationException
    """,
}


@pytest.mark.parametrize(("reason", "names"), OF_CLIENTS.items(), ids=OF_CLIENTS.keys())
def test_packages_of_clients(reason: Reason, names: str) -> None:
    """The exceptions of clients and SDKs are believed whatever their words."""
    found = {name: classify_exception(made(name)) for name in names.split()}

    assert {name: info and info.reason for name, info in found.items()} == dict.fromkeys(found, reason)


PACKAGES = """
    adyen aiobotocore aiobreaker aiogram aiohttp_retry airtable amplitude assemblyai asyncpraw atlassian
    auth0 bitbucket cerebras chargebee circuitbreaker clickup connectrpc couchdb datadog deepgram
    elasticsearch elasticsearch_dsl googleapiclient googlemaps gql grequests hubspot jira kaggle kucoin
    langfuse launchdarkly ldclient linear mailchimp_marketing mixpanel mollie msgraph nomad O365 okta
    opensearchpy pagerduty paypalhttp plaid postgrest posthog postmarker praw purgatory pyarango pybreaker
    pyrebase pysolr qiniu segment sendgrid servicenow sgqlc slack slack_bolt solana square storage3
    supabase tencentcloud tweepy twilio twitter unleashclient urllib3 wandb woocommerce xero_python xmlrpc
    zenpy zhipuai
"""


@pytest.mark.parametrize("package", PACKAGES.split())
def test_packages_by_name(package: str) -> None:
    """What a client or SDK calls its exceptions is believed wherever in it they are."""
    info = verdict(made(f"{package}.core.RecordNotFound"))

    assert info.reason is Reason.NOT_FOUND


NUMBERED = {
    "aiodocker": made("aiodocker.exceptions.DockerError", status=404),
    "github": made("github.GithubException.GithubException", _GithubException__status=404),
    "mlflow": made("mlflow.exceptions.MlflowException", error_code="RESOURCE_DOES_NOT_EXIST"),
    "oci": made("oci.exceptions.ServiceError", status=404),
    "replicate": made("replicate.exceptions.ReplicateError", status=404),
}


@pytest.mark.parametrize("exc", NUMBERED.values(), ids=NUMBERED.keys())
def test_numbers_of_clients(exc: Exception) -> None:
    """A status or a code under a common name is believed where a client's exception holds it."""
    info = verdict(exc)

    assert info.reason is Reason.NOT_FOUND


MODULES = """
    acme.api acme.apis acme.client acme.clients acme.connector acme.curl acme.fetch acme.gateway acme.graphql
    acme.http acme.httpclient acme.httpcore acme.httplib acme.https acme.httpx acme.jsonrpc acme.request
    acme.requests acme.rest acme.restclient acme.restful acme.rpc acme.sdk acme.sse acme.transport
    acme.transports acme.urllib acme.webhook acme.webhooks acme.websocket acme_client.types
"""


@pytest.mark.parametrize("module", MODULES.split())
def test_words_of_modules(module: str) -> None:
    """A module that speaks of a client is one's."""
    info = verdict(made(f"{module}.RecordNotFound"))

    assert info.reason is Reason.NOT_FOUND


NAMES = """
    APINotFound AcmeClientNotFound CurlNotFound HTTPNotFound HttpsNotFound RPCNotFound RequestNotFound
    RequestsNotFound RestNotFound SDKNotFound TransportNotFound URLNotFound WebhookNotFound
"""


@pytest.mark.parametrize("name", NAMES.split())
def test_words_of_names(name: str) -> None:
    """A class whose name speaks of a call is a client's."""
    info = verdict(made(f"acme.core.{name}"))

    assert info.reason is Reason.NOT_FOUND


@pytest.mark.parametrize(
    "module", ["error", "errors", "exc", "exception", "exceptions", "_errors", "api_errors"]
)
def test_published(module: str) -> None:
    """A library publishes its exceptions in a module of that name: its time-outs are believed."""
    info = verdict(made(f"acme.{module}.AcmeTimeout"))

    assert info.reason is Reason.DEADLINE


@pytest.mark.parametrize("package", ["app", "application", "apps", "main", "src", "test", "tests"])
def test_applications_publish_nothing(package: str) -> None:
    """Under these names stand programs, whose time-outs may be of anything."""
    assert classify_exception(made(f"{package}.errors.PaymentTimeout")) is None


REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
OTHER_FIELDS = """
    MySQLdb.OperationalError PIL.UnidentifiedImageError _pytest.outcomes.Failed
    aio_pika.exceptions.AMQPError aioftp.errors.StatusCodeError aioimaplib.aioimaplib.CommandTimeout
    aiokafka.errors.KafkaConnectionError aiomcache.exceptions.ClientException aiomqtt.exceptions.MqttError
    aiomysql.OperationalError aiopg.connection.TimeoutError aioredis.exceptions.ConnectionError
    aiormq.exceptions.AMQPConnectionError aiosmtplib.errors.SMTPConnectError aiosqlite.OperationalError
    alembic.util.exc.CommandError amqp.exceptions.ConnectionForced apscheduler.jobstores.base.JobLookupError
    argparse.ArgumentError arq.connections.PoolError asyncio.exceptions.InvalidStateError
    asyncmy.errors.OperationalError asyncpg.exceptions.CannotConnectNowError asyncssh.misc.ConnectionLost
    attr.exceptions.FrozenError attrs.exceptions.FrozenError billiard.exceptions.TimeLimitExceeded
    bleak.exc.BleakError bluetooth.btcommon.BluetoothError bmemcached.exceptions.AuthenticationNotSupported
    bonsai.errors.TimeoutError bs4.exceptions.ParserRejectedMarkup bz2.StreamError
    cachetools.keys.KeyFailure can.exceptions.CanTimeoutError cassandra.cluster.NoHostAvailable
    cattrs.errors.StructureHandlerNotFoundError cbor2.CBORDecodeEOF celery.exceptions.TimeoutError
    cerberus.validator.DocumentError click.exceptions.UsageError clickhouse_driver.errors.NetworkError
    cimpl.KafkaException codecs.CodecFailure concurrent.futures.process.BrokenProcessPool
    configparser.ParsingError confluent_kafka.error.KeyDeserializationError
    cryptography.exceptions.InvalidSignature csv.Error
    cx_Oracle.OperationalError dask.multiprocessing.RemoteError dbm.error decimal.InvalidOperation
    diskcache.core.Timeout distributed.comm.core.CommClosedError dogpile.cache.region.LockFailure
    dramatiq.errors.ConnectionError duckdb.ConnectionException email.errors.HeaderParseError
    encodings.idna.LabelError fabric.exceptions.GroupException fasteners.lock.AcquireFailed
    filelock._error.Timeout ftplib.error_reply getopt.GetoptError
    gmqtt.mqtt.protocol.ProtocolError google.protobuf.message.DecodeError gridfs.errors.NoFile
    gzip.BadGzipFile huey.exceptions.TaskTimeout hypothesis.errors.DeadlineExceeded imaplib.IMAP4.abort
    importlib.metadata.PackageNotFoundError invoke.exceptions.CommandTimedOut itsdangerous.exc.BadSignature
    jinja2.exceptions.TemplateNotFound joblib.externals.loky.process_executor.TerminatedWorkerError
    jose.exceptions.JWTError joserfc.errors.ExpiredTokenError json.decoder.JSONDecodeError
    jsonschema.exceptions.ValidationError jwt.exceptions.InvalidTokenError kafka.errors.NoBrokersAvailable
    kombu.exceptions.OperationalError ldap.SERVER_DOWN ldap3.core.exceptions.LDAPSocketOpenError
    locale.Error lxml.etree.XMLSyntaxError lzma.LZMAError marshmallow.exceptions.ValidationError
    memcache.Client.MemcachedKeyError mimetypes.MimeTypesError mongoengine.connection.ConnectionFailure
    motor.core.MotorError msgpack.exceptions.UnpackException msgspec.DecodeError
    multiprocessing.context.AuthenticationError mysql.connector.errors.InterfaceError
    nacl.exceptions.CryptoError nats.errors.NoServersError neo4j.exceptions.ServiceUnavailable
    nntplib.NNTPTemporaryError numpy.linalg.LinAlgError oracledb.exceptions.OperationalError
    orjson.JSONDecodeError packaging.version.InvalidVersion paho.mqtt.MQTTException
    pandas.errors.ParserError paramiko.ssh_exception.NoValidConnectionsError passlib.exc.MissingBackendError
    peewee.OperationalError pexpect.exceptions.TIMEOUT pg8000.exceptions.InterfaceError
    pickle.UnpicklingError pika.exceptions.AMQPConnectionError
    pip._internal.exceptions.NetworkConnectionError playwright._impl._errors.TimeoutError
    poetry.core.exceptions.BaseError poplib.error_proto portalocker.exceptions.LockException
    psycopg.errors.ConnectionTimeout psycopg2.OperationalError psycopg_pool.PoolTimeout
    ptyprocess.ptyprocess.PtyProcessError pulsar.exceptions.ConnectError pyarrow.lib.ArrowInvalid
    pydantic.errors.PydanticUserError pydantic_core.ValidationError
    pydantic_settings.exceptions.SettingsError pylibmc.ConnectionError
    pymemcache.exceptions.MemcacheServerError pymodbus.exceptions.ConnectionException
    pymongo.errors.ServerSelectionTimeoutError pymssql.OperationalError pymysql.err.OperationalError
    pyodbc.OperationalError pyppeteer.errors.NetworkError pysnmp.error.PySnmpError pytest.PytestUnraisable
    queue.Empty rapidjson.JSONDecodeError ray.exceptions.GetTimeoutError redis.exceptions.ConnectionError
    rediscluster.exceptions.ClusterDownError rq.exceptions.AbandonedJobError sched.SchedulerTimeout
    select.SelectFailure selectors.SelectorTimeout selenium.common.exceptions.WebDriverException
    serial.serialutil.SerialTimeoutException setuptools.errors.BaseError shelve.ShelfClosed
    shutil.SameFileError signal.ItimerError simplejson.errors.JSONDecodeError smtplib.SMTPServerDisconnected
    sqlalchemy.exc.TimeoutError sqlite3.OperationalError stomp.exception.ConnectFailedException
    struct.error subprocess.TimeoutExpired tarfile.ReadError
    telnetlib.TelnetClosed tensorflow.python.framework.errors_impl.AbortedError threading.BrokenBarrierError
    toml.decoder.TomlDecodeError tomli.TOMLDecodeError
    tomllib.TOMLDecodeError torch.distributed.DistNetworkError tortoise.exceptions.DBConnectionError
    typer.Abort ujson.JSONDecodeError unittest.case.SkipTest usb.core.USBTimeoutError
    valkey.exceptions.ConnectionError voluptuous.error.Invalid xml.etree.ElementTree.ParseError
    yaml.scanner.ScannerError zipfile.BadZipFile zmq.error.Again zoneinfo.ZoneInfoNotFoundError
"""


def test_packages_of_other_fields() -> None:
    """The exceptions of other protocols and of no network are no calls, whatever socket failed below them."""
    found = {name: classify_exception(made(name, cause=REFUSED)) for name in OTHER_FIELDS.split()}

    assert found == dict.fromkeys(found)


ANSWERS_OF_OURS = """
    aiohttp.web_exceptions.HTTPNotFound aiohttp.web.HTTPNotFound ariadne.exceptions.HttpBadRequestError
    blacksheep.exceptions.HTTPException bottle.HTTPError cherrypy._cperror.HTTPError
    django.http.response.Http404 falcon.errors.HTTPNotFound fastapi.exceptions.HTTPException
    flask.exceptions.RequestFailed flask_restful.exceptions.HTTPError flask_restx.errors.RestError
    graphene.utils.HttpError gunicorn.http.errors.InvalidHeader hypercorn.protocol.http_stream.HttpError
    litestar.exceptions.HTTPException ninja.errors.HttpError pyramid.httpexceptions.HTTPNotFound
    quart.exceptions.HTTPError rest_framework.exceptions.APIException robyn.exceptions.HTTPException
    sanic.exceptions.HTTPException starlette.exceptions.HTTPException strawberry.http.exceptions.HTTPException
    tornado.web.HTTPError twisted.web.server.UnsupportedMethod uvicorn.protocols.utils.ClientDisconnected
    webob.exc.HTTPNotFound werkzeug.exceptions.HTTPException
"""


def test_answers_of_ours() -> None:
    """What a web framework raises is the application's own answer, whatever its status."""
    found = {name: classify_exception(made(name, code=404, status=404)) for name in ANSWERS_OF_OURS.split()}

    assert found == dict.fromkeys(found)
