"""Texts that say what no code and no status says, as providers word them inside a success.

Most are long: the words of one as short as a title would rule without them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from otel_errkind._core.classify import classify
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

SAID: Mapping[Reason, str] = {
    Reason.BILLING: """
        The call to the second service was refused, as the units balance is zero
        There is an insufficient account balance to send all of the messages
        There are not enough credits left to run this model
        There are no more credits left for the account of this user
        You are out of funds, so none of the messages was sent
        None of the messages was sent to anybody since your credit is too low
        None of the messages was sent to anybody since your balance is insufficient
        None of the messages was sent to anybody since your balance was not enough
        Nothing was sent since all of your credits have been exhausted
        Nothing was sent since all of your credits are used up
        账户余额不足
        剩余余量不足
        服务已欠费
        帐号积分不足
        本月额度不足
        点数不足
        We could not start the job because your subscription has expired
        We could not start the job because your free trial period has ended
        We could not start the job because your license is inactive
        We could not start the job because your plan was canceled
        We could not start the job because your subscription had been cancelled
        We could not start the job because your trial is over
        To call this endpoint as often as you do, upgrade your plan
        To call this endpoint as often as you do, upgrade to a paid subscription
        To call this endpoint as often as you do, upgrade the account
        To call this endpoint as often as you do, upgrade to a higher tier
        The reason that nothing came back is that your plan does not include this endpoint
        The reason that nothing came back is that such a plan doesn't allow exports
        The reason that nothing came back is that free plans on your plan do not support it
        The reason that nothing came back is that your plan doesn't cover this region
        Historical rates of any day before today are not available on your plan
        Historical rates of any day before today are not included in the free tier
        Historical rates of any day before today are not supported with this subscription
        Historical rates of any day before today are not enabled for your plan
        Historical rates of any day before today are not available under your plan
    """,
    Reason.CONFLICT: """
        As it stands in the log the name is already in use by somebody else
        As it stands in the log the name is already registered by somebody else
        As it stands in the log the name is already taken by somebody else
        Duplicated order of the very same things for one and the same shop on the same day
        Existing order of the very same things for one and the same shop on the same day
        As it stands in the log an order with this number already exists for the shop
        As it stands in the log of the node this one is already known to it
        As it stands in the log the address has already been used by somebody else
        As it stands in the log the name is already in use, or already taken
        Duplicate order, says the shop, which has one with the same number
        Existing same order, says the shop, which has one with the same number
    """,
    Reason.RATE_LIMIT: """
        The door was denied to you because of exceeding access rate
        The answer was left out as it exceeds the call rate of this key
        The answer was left out as you exceed the request rate of this key
        The answer was left out as you exceeded api rate of this key
        The answer was left out as it exceeds number of requests of a day
        The answer was left out as it exceeds the maximum number of calls of a day
        There were more calls within the current minute than are good for us
        There were more requests within the second than are good for us
        There were more requests within the hour than are good for us
        There were more calls within the day than are good for us
        As you may see below all credits of yours will be there again in 30 s from now on
        As you may see below all points of yours will be there again in 2 mins from now on
        As you may see below all tokens of yours will be there again in 9 secs from now on
        As you may see below all units of yours will be there again in 5 minutes from now on
        As you may see below all units of yours will be there again in one go, in 1 min from now on
        Thank you for coming to see us; our standard API call frequency is 5 calls a minute
        The address was blocked, as it sends more than 20 requests per second to us
        The address was blocked, as it has made more than 300 queries an hour
        There are too many simultaneous queries of this user at the moment
        The job needs more credits than there are, and in 25 seconds there will be enough
        What came of the call that you have made is an invalid access limit, says the service
        As of this morning the frequency is too high for what your contract with us has
        As of this morning your calling frequency too high for what your contract with us has
        The application has gone over the rate limit that we gave to it
        The application has gone over the throughput limit that we gave to it
        The application has gone over the request limit that we gave to it
        As far as the inverter of this station is concerned your request exceeds the limit, wait
        As far as the inverter of this station is concerned your request exceeds the rate limit, wait
        In the last of the minutes that we have counted your requests exceed what we gave to it
        The application has gone over the call limit that we gave to it
        The application has gone over the frequency limit that we gave to it
        The application has gone over the QPS limit that we gave to it
        The application has gone over the concurrency limit that we gave to it
        The application was stopped because it has a call rate exceeding its share
        The application was stopped because it made too many requests within a second
        The application was stopped because it made too many calls within a second
        The application was stopped because it made too many queries within a second
        The application was stopped because it made too many attempts within a second
        The application was stopped because it sent too many messages within a second
        The application was stopped because it opened too many connections within a second
        The application was stopped because it made too many failed tries within a second
        The application was stopped for a moment as its requests are too many
        The application was stopped for a moment as it called too fast
        The application was stopped for a moment as it called too frequently
        The application was stopped at the max number of requests for one second
        The application was stopped at the maximum number of calls for one second
        The application was stopped at the total number of queries for one second
        The application was stopped and has to slow down before it goes on
        The application was stopped and gets throttled for as long as it goes on
        The application was stopped since its api freq is out of limit
        The application was stopped by flood control for as long as it goes on
        The application was stopped at the maximum sending rate of its one account
        您的操作过于频繁
        超过接口调用次数限制
        每分钟最多访问60次
        该接口已被限流
        触发了流控规则
        触发流量控制规则
        并发数过高
        访问量已达上限
        今日请求超限
        요청 제한을 넘었습니다
    """,
    Reason.QUOTA_EXHAUSTED: """
        The users of this key exceed the user daily usage (100000) that is theirs
        The users of this key exceeded your monthly usage and must come back later on
        The users of this key exceeded hourly usage and must come back later on
        One user of this key exceeds the daily usage that is everybody's
        As you may see on this page you have come to the limit for the day
        As you may see on this page you have come to the limit for this week
        As you may see on this page you have come to the limit of the current hour
        As you may see on this page you have come to the limit of month three
        The application has used up all of the quota that this month gave to it
        The application has gone over the daily limit that we gave to it
        The application has gone over the hourly page limit that we gave to it
        The application has gone over the monthly limit that we gave to it
        The application has gone over the usage limit that we gave to it
        The application has not enough API units left to do what it wants
        The application has not enough calls left to do what it wants today
        The application has not enough requests left to do what it wants today
        您的配额已用完
    """,
    Reason.EXPIRED_CREDENTIALS: """
        The session key is either expired or of somebody else altogether
        The stream was closed by the one who sent it, as the credential is no longer valid
        Before you go on get another one, since the access token expired
        Before you go on get another one, since the api key was revoked
        Before you go on open another one, since the session has timed out
        Before you go on open another one, since your session is timeout
        Before you go on open another one, since the session was terminated
        Before you go on get another one, since this key has expired
        Before you go on get another one, since your key was revoked
        Nothing was booked for the shop as of today, since the request has expired
        Expired token in the header of the one call that you made, so it was not made
        Revoked API key in the header of the one call that you made, so it was not made
        用户token已过期
        用户令牌已失效
        您的登录已过期
        会话失效
    """,
    Reason.INVALID_CREDENTIALS: """
        The key:5f2e7c0d provided by the user is invalid, as far as we can say of it
        Nothing came back since the session key is either invalid or of another user
        Nothing came back since there was an invalid tokenId in front of the query
        Nothing came back since there was an invalid token_id in front of the query
        错误的请求KEY!
        错误的密钥
        The gateway refused it because it was unable to locate credentials
        SERVICE KEY IS NOT REGISTERED ERROR.
        The request was refused by the gateway as its service key has not been registered
        The request was refused by the gateway as its authorization key was not found in the system
        The request was refused by the gateway as the API key is unregistered
        The request was refused by the gateway as the app key is unregistered
        The request was refused by the gateway as the application key has not been registered
        The request was refused by the gateway as the access token is unregistered
        The request was refused by the gateway as the session id is wrong
        The request was refused by the gateway as the auth token could not be found
        As it stands in the log the shop was asked with an invalid access key
        As it stands in the log the shop was asked with an invalid api-token
        As it stands in the log the shop was asked with an invalid refresh_token
        The request was refused by the gateway since it met a key error
        The request was refused by the gateway as an invalid sign came with it
        The request was refused by the gateway as an invalid signature came with it
        The request was refused by the gateway as a wrong passphrase came with it
        The request was refused by the gateway as a missing or malformed jwt came with it
        The request was refused by the gateway as the token does not exist
        The request was refused by the gateway as the API key you provided does not exist
        The request was refused by the gateway as an invalid provider password came with it
        The request was refused by the gateway as an invalid merchant ID came with it
        The request was refused by the gateway as an unknown merchant-id came with it
        The request was refused by the gateway as such an api key doesn't exist
        The request was refused by the gateway as the login did not exist
        The request was refused by the gateway as such credentials do not exist
        The gateway refused it because it failed to find the api key
        The gateway refused it because it was unable to find token
        The request was refused by the gateway since it met a password error
        The request was refused by the gateway since it met a signature error
        The request was refused by the gateway since your passwords and login do not match
        The request was refused by the gateway since the password does not match
        The request was refused by the gateway since the password didn't match
        The request was refused by the gateway since the password did not match
        The request was refused by the gateway since credentials of the account is incorrect
        The request was refused by the gateway since credentials of the account were wrong
        Nothing came of it as no API key was configured beforehand by the one who asks
        Nothing came of it as no API key was found beforehand by the one who asks
        Nothing came of it as no API key was given beforehand by the one who asks
        Nothing came of it as no API key was provided beforehand by the one who asks
        Nothing came of it as no API key was sent beforehand by the one who asks
        Nothing came of it as no API key was set beforehand by the one who asks
        Nothing came of it as no API key was supplied beforehand by the one who asks
        The grant was refused, as the provider says that this is an invalid grant
        The call was refused, as the provider says that there was a token verify error
        What the service has got from this caller is an invalid application-id
        The api_key client option must be set in one place or the other
        Nothing came of it, as the credentials supplied in this request are wrong
        The robot has refused this message because of sign match fail or the clock of the sender
        The robot has refused this message because of signature fail or the clock of the sender
        The request was refused by the gateway since it has an invalid api key
        The request was refused by the gateway since it has an incorrect app id
        The request was refused by the gateway since it has a bad access_token
        The request was refused by the gateway since it has a wrong auth_key
        The request was refused by the gateway since it has an unknown subscription key
        The request was refused by the gateway since it has a missing secret key
        The request was refused by the gateway since it has an illegal app secret
        The request was refused by the gateway since it has a malformed token
        The request was refused by the gateway since it has a bad password
        The request was refused by the gateway since it has an invalid signature
        The request was refused by the gateway since it has an unknown key
        The request was refused by the gateway since this key is invalid
        The request was refused by the gateway since your key is not valid
        The request was refused by the gateway since this key does not exist
        The request was refused by the gateway since your key doesn't exist
        The request was refused by the gateway since credentials of this user are invalid
        The request was refused by the gateway, with an invalid grant to go on
        The request was refused by the gateway since the credentials were invalid
        The request was refused by the gateway since the user name is incorrect
        The request was refused by the gateway since the signature is wrong
        The request was refused by the gateway, with the session missing
        The request was refused by the gateway: a login is required to go on
        The request was refused by the gateway since the authorization is illegal
        The request was refused by the gateway since the API key could not be found
        The request was refused by the gateway as this api key not exists
        The request was refused by the gateway since the password is not valid
        The request was refused by the gateway: the token you provided is not valid
        The request was refused by the gateway: the token supplied is not valid
        To see the drafts of anybody else you must be logged in
        To see the drafts of anybody else an active access token must be used
        To see the drafts of anybody else an active access token must be sent
        To see the drafts of anybody else an active access token must be provided
        To see the drafts of anybody else an active access token must be supplied
        To see the drafts of anybody else an active access token must be present
        To see the drafts of anybody else you need to log in
        To see the drafts of anybody else you have to sign in
        To see the drafts of anybody else please sign in
        To see the drafts of anybody else like this is unauthorized
        The drafts of others are not for anybody who is not authenticated
        The drafts of others are not for anybody who is not logged in
        The drafts of others are not for anybody who is not signed in
        To see the drafts of anybody else one needs authentication of some kind
        The gateway tried the key of this call and was unable to authenticate you
        The gateway tried the key of this call and failed to authorize you
        The gateway tried the key of this call and failed to log in
        The gateway tried the key of this call and was unable to sign in
        The gateway tried the name of the user with it but log in failed
        The gateway tried the name of the user with it, the sign-in name is incorrect
        The gateway tried the name of the user with it: authorise error
        The gateway has computed it from the body too, and the signature does not match
        The gateway has computed it from the body too, and both credentials don't match
        The gateway has computed it from the body too, and your signature did not match
        The gateway has computed it from the body too: signature mismatch
        The gateway tried the name of the user with it: authorization failed
        The gateway tried the name of the user with it: authorize failed
        接口签名失败
        接口验签失败
        请重新登录
        请先登录
        会话信息已丢失
        認証に失敗しました
        인증에 실패했습니다
        사용자 인증 실패
        用户未登录
        接口签名错误
        应用未授权
        鉴权失败
        用户认证失败
        应用key错误
        应用key格式无效
        应用key不存在
    """,
    Reason.PERMISSION_DENIED: """
        The gateway in front of the service has met an unknown remote ip in what you sent
        The database has said of this statement: an IAM error, not enough permissions for the action
        As far as the site with this number is concerned you can't access this resource at all
        As far as the site with this number is concerned you cannot access the resource at all
        The gateway in front of the service has met an invalid request ip in what you sent
        The gateway in front of the service has met an invalid source ip in what you sent
        The gateway in front of the service has met an illegal client ip in what you sent
        The gateway in front of the service has met an invalid client ip in what you sent
        The gateway in front of the service has met an invalid caller ip in what you sent
        The page that you have asked this service for is not for you: access is denied
        The page that you have asked this service for is not for you: access forbidden
        The page that you have asked this service for is not for you: permission restricted
        Forbidden for you and all of those who are in the same team
        The page that you have asked for cannot be shown, as you have no permission
        The page that you have asked for cannot be shown, as there are no rights to it
        The page that you have asked for cannot be shown, with a missing permission of yours
        The page that you have asked for cannot be shown, as you do not have access
        The page that you have asked for cannot be shown, as it does not have the needed permissions
        The page that you have asked for cannot be shown, as you don't have enough privileges
        The page that you have asked for cannot be shown, as you do not have the rights
        None of the calls of today was made because the account is disabled
        None of the calls of today was made because the user was suspended
        None of the calls of today was made because the project was deactivated
        None of the calls of today was made because the user is blocked
        None of the calls of today was made because the user has been banned
        None of the calls of today was made because the account is locked
        None of the calls of today was made because you are not authorized to make them
        None of the calls of today was made because you are not permitted to make them
        None of the calls of today was made because you are not allowed to make them
        None of the calls of today was made because you are not entitled to make them
        None of the calls of today was made because you have no privilege to make them
        None of the calls of today was made because your IP is not whitelisted
        None of the calls of today was made because your IP 192.0.2.1 is not allowed
        None of the calls of today was made because your IP address is blocked
        None of the calls of today was made because of an IP mismatch
        None of the calls of today was made because of an IP address mismatch
        None of the calls of today was made because the account has been frozen
        None of the calls of today was made because this key is disabled
        None of the calls of today was made because it is not allow to come from your ip
        Reading the manifest of the image from the registry: access to the resource is denied
        Reading the manifest of the image from the registry: access to a part of it is restricted
        None of the calls of today was made because your IP 192.0.2.1 is banned
        用户无权限
        您没有权限
    """,
    Reason.REQUEST_TIMEOUT: """
        The transaction of this user was given up by the database: maximum execution time exceeded
        The transaction of this user was given up by the database: max time exceeded
        The statement that you have sent to the database of orders has timed out
        The statement that you have sent to the database of orders ran into a timeout
        The statement that you have sent to the database of orders: deadline exceeded
        The statement that you have sent to the database of orders took too long
        请求超时
    """,
    Reason.MAINTENANCE: """
        The exchange has stopped to take orders from clients, there is maintenance work in progress
        The exchange has stopped to take orders from clients, there is maintenance in progress
        The exchange cannot take any order before noon: it is under maintenance
        The exchange cannot take any order before noon: it is down for planned maintenance
        The exchange cannot take any order before noon: it is in maintenance
        The exchange cannot take any order before noon: it has its scheduled maintenance
        The exchange cannot take any order before noon: it is undergoing maintenance
        Maintenance work on the exchange will go on before noon, so no order is taken
        The exchange cannot take any order before noon: it is in read-only mode
        系统维护中
    """,
    Reason.CAPACITY: """
        Nothing was begun for this user, as there is not sufficient capacity in the zone of it
        Nothing was begun for this user, as there is insufficient capacity in the zone of it
        Nothing was begun for this user, as there is not enough capacity in the zone of it
        The password for this one time was not made, as the OTP server is down for all of us
        The password for this one time was not made, as the OTP service is down for all of us
        As it stands in the log the backend is starting up and will be there in a while
        As it stands in the log the system is initializing and will be there in a while
        As it stands in the log the system is initialising and will be there in a while
        The calls of all of the users together are an overload for now
        The block was not read, as this node is behind by some slots
        The block was not read, as this node is syncing with the others
        The block was not read, as this node is unhealthy for a while
        The calls of all of the users together made it run out of memory
        The calls of all of the users together have made the server busy
        The calls of all of the users together have made the service unavailable
        The calls of all of the users together keep this system very busy
        The calls of all of the users together have put the backend offline
        The calls of all of the users together have made the node unavailable
        The calls of all of the users together have made the device offline
        The calls of all of the users together have made most hosts unavailable
        search_unavailable
        search_offline
        The pages that you have asked this service for are temporarily unavailable
        The pages that you have asked this service for are temporarily not available
        The pages that you have asked this service for are temporarily down
        The pages that you have asked this service for are temporarily offline
        The pages that you have asked this service for come from a place at capacity
        网络繁忙
        What you have asked this service for did not come, so please try again later
        What you have asked this service for did not come, so please retry in a minute
    """,
    Reason.NOT_FOUND: """
        Of all of the shares that you have asked the service about, no identifier found in the list
        The key of the record that you have asked this service for was not found in the index
        The recipient that you have sent this message to is not registered, or not any longer
        Of all of the shares that you have asked the service about, no such share found in the list
        The page that you have asked this service for could not be found
        The page that you have asked this service for is not-found
        The page that you have asked this service for does not exist
        The page that you have asked this service for didn't exist
        The page that you have asked this service for doesn't exist
        The pages that you have asked this service for don't exist
        The pages that you have asked this service for do not exist
        The page that you have asked this service for not exists
        What you have asked this service for did not come since there is no such page
        What you have asked this service for is a page that we can not find
        What you have asked this service for is a page that we cannot locate
        What you have asked this service for is a page that we could not find
        What you have asked this service for is a page that we can't find
        What you have asked this service for is a page that we couldn't find
        What you have asked this service for is a place that we are unable to geocode
        What you have asked this service for is a page that it failed to locate
        What you have asked this service for is a street of which there is no match
        What you have asked this service for is an image of which there is no matching layer
        What you have asked this service for is a street that gives no results
        What you have asked this service for did not come, it could not resolve to an order
        What you have asked this service for is about a device that is not registered
        What you have asked this service for is a page that no longer exists
        What you have asked this service for is a page that is no longer available
        订单不存在
    """,
    Reason.UPSTREAM_FAILURE: """
        Nothing can be shown of the order today, as a bad response from upstream came back instead
        Nothing can be shown of the order today, as it got an empty reply from the server instead
        Nothing can be shown of the order today, as it got an incomplete answer from our backend instead
        Received an invalid response from the payment processor while it was at work on the order
        Received a malformed response from a provider while it was at work on the order
        Nothing can be shown of the order today, as there was no reply from the host of the shop
        Nothing can be shown of the order today, as there was an unexpected JSON response from the bank
        Nothing can be shown of the order today, as there was an unreadable answer from an origin there
        Nothing can be shown of the order today, as there was a wrong response received from their API
        Invalid response from the acquirer of this shop, for an order of the very same things
        Invalid response from the carrier of this shop, for an order of the very same things
        Invalid response from gateway, for an order of the very same things
        Invalid response from issuer, for an order of the very same things
        Invalid response from model, for an order of the very same things
        Invalid response from node 4, for an order of the very same things
        Invalid response from the partner of this shop, for an order of the very same things
        Invalid response from service, for an order of the very same things
        Invalid response from subgraph, for an order of the very same things
        Invalid response from supplier, for an order of the very same things
        Invalid response from an external system, for an order of the very same things
        Invalid response from our external system, for an order of the very same things
        Invalid response from vendor, for an order of the very same things
        Invalid response from worker, for an order of the very same things
    """,
    Reason.INTERNAL: """
        As it stands in the log of the one who was asked, the server had an error while it was at work
        As it stands in the log of the one who was asked, an error occurred during processing of the call
        As it stands in the log of the one who was asked, an error occurred while processing the call
        As it stands in the log of the one who was asked, there was an error during processing of the call
        What came of it, as the provider behind the gateway says, was error 502 of its own
        What came of it, as the provider behind the gateway says, was an error code 503 of its own
        What came of it, as the provider behind the gateway says, was status 504 of its own
        What you have asked this service for did not come because of an internal error
        What you have asked this service for did not come because of an unexpected failure
        What you have asked this service for did not come because of a system exception
        What you have asked this service for did not come because the backend call failed
        What you have asked this service for did not come because of a server failure
        Cannot read property 'name' of undefined
        Cannot read properties of undefined (reading 'name')
        'NoneType' object has no attribute 'name'
        What you have asked this service for did not come: socket hang up
        What you have asked this service for did not come because fetch failed
        What you have asked this service for did not come: could not connect to the shop
        What you have asked this service for did not come: couldn't reach the shop
        What you have asked this service for did not come: cannot communicate with the shop
        What you have asked this service for did not come: can't connect to the shop
        What you have asked this service for did not come: unable to reach the shop
        What you have asked this service for did not come: failed to communicate with the shop
        What you have asked this service for did not come as an error was encountered
        What you have asked this service for did not come: unexpected EOF
        Cannot return null for non-nullable field Shop.name
        What you have asked this service for did not come: request failed with status code 502
        What you have asked this service for did not come: dial tcp 192.0.2.1:80: connection refused
        Unknown error
        Unknown exception
        内部错误
        系统异常
    """,
    Reason.CONTENT_FILTER: """
        The picture that you have asked for will not be drawn, says our content policy
        The picture that you have asked for will not be drawn, says our content moderation
        The picture that you have asked for will not be drawn, as a content filter has met a word
        可能包含敏感词
        内容违规
    """,
    Reason.CONTEXT_LENGTH: """
        What the caller sent to the model with the context length of 4096 tokens will exceed it
        The model was loaded by its owner with a context window of 512 tokens, which is not enough
        The model was loaded by its owner with a context size that is too small for this prompt
        The model was loaded by its owner with a context length, and the prompt is too long for it
        What the caller wants to be kept of the text is more than fits when context overflows
        What the caller wants to be read is a prompt that exceeds the context of the model
        What the caller wants to be read is a prompt that exceeded the model's maximum context
        What the caller wants to be read is a prompt exceeding context of the one that is loaded
        What the caller wants to be read is a prompt that is longer than the context of the model
        What the caller wants to be read is a picture that is larger than the model's context
        What the caller wants to be read will exceed the available context of the one that is loaded
    """,
    Reason.VALIDATION: """
        Invalid response from the captcha was sent along, which has to be solved once more
        The content of element "Rooms" is not complete. One of "Room" is expected
        cvc-complex-type.2.4.b: "Rooms" has to have one of "Room" in it, here and there
        Nothing was sent to anybody by this call of yours, as there were no recipients given in it
        Incompatible with what was sent before
        Nothing was sent to anybody by this call of yours, as it has an incorrect field in it
        Nothing was sent to anybody by this call of yours, as there were no recipients provided in it
        Nothing was sent to anybody by this call of yours, as there were no recipients specified in it
        Nothing was sent to anybody by this call of yours, as there were no recipients supplied in it
        Nothing came of the file that was sent to us, as we are unable to decode any of it
        Nothing came of the file that was sent to us, as the worker failed to parse all of it
        Nothing came of the file that was sent to us, as we are unable to recognize what it is
        Nothing came of the file that was sent to us, as the worker failed to recognise what it is
        Nothing was looked up for the one who asks, as the address is that of a private address
        Nothing was looked up for the one who asks, as what was sent to us is a reserved IP
        Nothing was looked up for the one who asks, as what was sent to us is of a reserved range
        The transcript could not be made, as the worker was unable to download https://files.test/1.mp3
        The transcript could not be made, as the worker was unable to fetch the audio of the meeting
        The transcript could not be made, as the worker failed to download the source file of it
        The page could not be read by the model, as it failed to fetch image 3 of it
        The page could not be read by the model, as it failed to fetch the URL of the first one
        The page could not be read by the model, as it was unable to download video 2 of it
        Of all that the merchant has to send, the hash of the parameters is not informed at all
        What came in with the order from the other page had a param error in it
        What came in with the order from the other page had a parameter error in it
        What came in with the order from the other page had an argument error in it
        What came in with the order from the other page had a validation error in it
        What came in with the order from the other page has a name that is mandatory
        What came in with the order is of another kind, and both sums do not match at all
        What came in with the order is of another kind, and one sum does not match at all
        What came in with the order is of another kind, and one sum didn't match at all
        The node has simulated the transaction and has seen insufficient funds for gas in it
        Ask for a smaller part of the chain, because this query returned more than 10000 of them
        Ask for a smaller part of the chain, because this query returns more than 10000 of them
        Ask for a smaller part of the chain, because this query would return more than 10000 of them
        The node did not take it into the pool of the next block: nonce too low
        The node did not take it into the pool of the next block: nonce too high
        The node did not take it into the pool of the next block: replacement transaction underpriced
        The node did not take it into the pool of the next block: execution reverted
        The node did not take it into the pool of the next block: intrinsic gas too low
        The node did not take it into the pool of the next block: gas required exceeds allowance
        The node did not take it into the pool of the next block: max fee per gas less than block base fee
        The node did not take it into the pool of the next block: exceeds block gas limit
        What you have sent to this service for a picture of you has a size error
        What you have sent to this service for a picture of you has a params error
        What you have sent to this service for a picture of you has a param error
        What you have sent to this service for a picture of you has a parameter error
        What you have sent to this service for a picture of you has two parameters errors
        What you have sent to this service for a picture of you is not in the given range
        What you have sent to this service for a picture of you is not in acceptable range
        What you have sent to this service for a picture of you is out of permissible range
        What you have sent to this service for a picture of you is less than the min of it
        What you have sent to this service for a picture of you is lower than the minimum of it
        What you have sent to this service for a picture of you is more than the daily maximum
        What you have sent to this service for a picture of you is greater than maximum
        What you have sent to this service for a picture of you is higher than the max
        What you have sent to this service for a picture of you has a syntax error
        What you have sent to this service for a picture of you has a parse error
        What you have sent to this service for a picture of you has a format error
        What you have sent to this service for a picture of you has a length error
        What you have sent to this service for a picture of you has a type error
        Invalid color of the paper that you have asked this service to print
        Missing color of the paper that you have asked this service to print
        Malformed color of the paper that you have asked this service to print
        Illegal color of the paper that you have asked this service to print
        Unsupported color of the paper that you have asked this service to print
        Unrecognized color of the paper that you have asked this service to print
        The paper that you have asked this service to print on: invalid color
        Unknown color of the paper that you have asked this service to print
        The paper that you have asked this service to print on: unknown color
        The paper cannot be printed on as there is a missing color parameter
        The paper cannot be printed on as there are some invalid arguments
        The paper cannot be printed on as there are other required fields
        The paper cannot be printed on as there is an invalid color value
        The paper cannot be printed on as there is an invalid input of you
        The paper cannot be printed on as there is some missing data about it
        The paper cannot be printed on as there is a missing header in it
        The paper cannot be printed on as there is an invalid color format
        The paper cannot be printed on as there is an invalid syntax in it
        What you have sent to this service lacks the color, which is required
        What you have sent to this service lacks some colors, which are missing
        What you have sent to this service has a color that was malformed
        What you have sent to this service has some colors that were not supported
        What you have sent to this service has a number that is out of range
        What you have sent to this service has a color, which is invalid
        What you have sent to this service has a color, which must not be red
        What you have sent to this service has no color, and you must provide it
        What you have sent to this service has no color, and it must have one
        What you have sent to this service has no digit, and must contain one
        What you have sent to this service has a wild form, and it must match ours
        What you have sent to this service has no color, and you must specify it
        Cannot query field "colour" on type "Paper"
        What you have sent to this service has no color: it was not provided
        Expected Color, found a number where the color of the paper stands
        What you have sent to this service for a picture is too complex
        What you have sent to this service has a complexity of 1200, exceeding ours
        What you have sent to this service has a complexity above the limit
        参数有误
        The quota name is missing
        The quota ID is invalid
        The quota value is out of range
        The quota must be a number
        The quota parameter is required
        Invalid token count
        Invalid token type
        Invalid key length
        Invalid token limit
        Invalid token format
        Timeout must be a number
        Timeout value is out of range
        Timeout parameter is required
        Timeout is invalid
        Timeout is not a number, and it must be one
        Timeout should be a number, and it must be positive
    """,
    Reason.UNCLASSIFIED: """
        As it stands in the log of the model the request exceeds the available room of it
        There are not enough units in stock
        There are not enough units of this article
        There are not enough units for this order
        There are not enough units available
    """,
}


@pytest.mark.parametrize("reason", SAID)
def test_what_a_text_says(reason: Reason) -> None:
    """Where nothing else speaks, the beginning of the text does."""
    texts = [text.strip() for text in SAID[reason].strip().splitlines()]

    said = {text: said_by(text) for text in texts}

    assert said == dict.fromkeys(texts, reason)


def said_by(text: str) -> Reason | None:
    """Return the reason of an error that has nothing but this text."""
    info = classify(status_code=200, body=json.dumps({"error": {"message": text}}))
    return info and info.reason
