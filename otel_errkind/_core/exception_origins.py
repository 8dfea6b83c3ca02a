"""Where exception classes come from: what proves a call over HTTP, and what proves something else."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


CLIENTS = listed(
    """
    httplib2 asks pycurl tornado treq twisted aiosonic primp rnet hyper h2 wsproto websockets zeep suds
    jsonrpcclient grpc grpclib hishel uplink openai anthropic mistralai cohere groq together replicate
    huggingface_hub ollama litellm ai21 voyageai fireworks elevenlabs dashscope vertexai langsmith
    botocore boto3 s3transfer boto azure msrest msal google gspread firebase_admin gcloud ibm_boto3 oci
    aliyunsdkcore huaweicloudsdkcore digitalocean linode_api4 hcloud cloudflare openstack keystoneauth1
    keystoneclient novaclient boxsdk dropbox libcloud minio oss2 b2sdk stripe braintree paypalrestsdk
    razorpay recurly github gitlab gitea jenkins pdpyras discord nextcord disnake telegram prawcore
    asyncprawcore vonage trello asana pyairtable simple_salesforce intercom shopify spotipy pywikibot ccxt
    binance kubernetes kubernetes_asyncio docker aiodocker consul hvac proxmoxer meilisearch typesense
    algoliasearch weaviate pinecone chromadb influxdb clickhouse_connect trino prestodb databricks
    snowflake arango mlflow keycloak authlib oauthlib gotrue realtime pydiscourse web3 exchangelib geopy
    scrapy tavily firecrawl adyen aiobotocore aiobreaker aiogram aiohttp_retry airtable amplitude
    assemblyai asyncpraw atlassian auth0 bitbucket cerebras chargebee circuitbreaker clickup connectrpc
    couchdb datadog deepgram elasticsearch elasticsearch_dsl googleapiclient googlemaps gql grequests
    confluent_kafka.schema_registry hubspot jira kaggle kucoin langfuse launchdarkly ldclient linear
    mailchimp_marketing mixpanel mollie msgraph nomad O365 okta opensearchpy pagerduty paypalhttp plaid
    postgrest posthog postmarker praw purgatory pyarango pybreaker pyrebase pysolr qiniu segment sendgrid
    servicenow sgqlc slack slack_bolt solana square storage3 supabase tencentcloud tweepy twilio twitter
    unleashclient urllib3 wandb woocommerce xero_python xmlrpc zenpy zhipuai
    impit pyreqwest deepl easypost mcp engineio socketio messagebird pubnub pusher resend
    runpod tritonclient writerai zulip
    """
)
"""Packages of HTTP clients and SDKs whose exceptions do not say it by a word of theirs."""

CALL_WORDS = listed(
    """
    http https httpx httpcore httpclient httplib urllib requests request rest restclient restful curl
    fetch client clients transport transports connector api apis sdk rpc jsonrpc graphql webhook webhooks
    gateway sse websocket
    """
)
"""Words of a module's path that speak of a client."""

CALL_NAMES = listed("http https api curl url request requests rest transport client webhook sdk rpc")
"""Words of a class's name that speak of a call."""

LIBRARY_WORDS = listed("exceptions exception errors error exc")
"""Words of the module where a library publishes its exceptions; in front of them its name may stand."""

OWN_PACKAGES = listed("app apps application src main test tests")
"""Top-level packages of applications: `app.errors` publishes no library's exceptions."""

OTHER_FIELDS = listed(
    """
    google.protobuf redis rediscluster aioredis valkey sqlalchemy psycopg psycopg2 psycopg_pool asyncpg
    aiopg pg8000 pymysql MySQLdb mysql aiomysql asyncmy sqlite3 aiosqlite oracledb cx_Oracle pyodbc
    pymssql pymongo motor gridfs mongoengine cassandra neo4j peewee tortoise alembic duckdb pymemcache
    pylibmc memcache aiomcache bmemcached diskcache cachetools dogpile clickhouse_driver kombu celery
    billiard amqp pika aio_pika aiormq kafka aiokafka confluent_kafka.error cimpl pulsar nats stomp paho
    aiomqtt gmqtt zmq dramatiq rq arq huey apscheduler smtplib aiosmtplib imaplib aioimaplib poplib
    ftplib aioftp nntplib telnetlib paramiko asyncssh fabric invoke ldap ldap3 bonsai pysnmp serial usb
    can bleak bluetooth pymodbus subprocess multiprocessing concurrent threading queue asyncio sched
    signal select selectors filelock portalocker fasteners shutil tarfile zipfile lzma bz2 gzip pickle
    shelve dbm json simplejson orjson ujson rapidjson msgspec msgpack cbor2 yaml toml tomli tomllib xml
    lxml bs4 csv configparser codecs encodings pydantic pydantic_core pydantic_settings marshmallow attr
    attrs cattrs jsonschema voluptuous cerberus jwt jose joserfc cryptography nacl passlib itsdangerous
    click typer argparse getopt pytest _pytest unittest hypothesis selenium playwright pyppeteer pexpect
    ptyprocess jinja2 PIL numpy pandas torch tensorflow pyarrow decimal struct locale zoneinfo email
    mimetypes importlib pip setuptools packaging poetry ray dask distributed joblib
    """
)
"""Packages of other protocols and of no network at all: their time-outs and connections are no calls."""

ANSWERS_OF_OURS = listed(
    """
    starlette fastapi werkzeug flask flask_restful flask_restx quart django rest_framework ninja falcon
    sanic bottle cherrypy pyramid webob litestar blacksheep robyn gunicorn uvicorn hypercorn graphene
    strawberry ariadne aiohttp.web_exceptions aiohttp.web tornado.web twisted.web.server
    """
)
"""Web frameworks: their exceptions are what the application itself answers, whatever it has called before."""
