"""Words of the other side's room and state."""

from __future__ import annotations

from otel_errkind._core.model import Reason
from otel_errkind._core.vocabulary.row import Row

ROWS = (
    # Their room, their state.
    Row(
        Reason.CIRCUIT_OPEN,
        """
        circuit open, circuit breaker, breaker open
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        unavailable for legal, unavailable region, region unavailable, unavailable in region, unavailable
        in country
        """,
    ),
    Row(
        Reason.VALIDATION,
        """
        read only field, read only property, read only attribute, read only param, read only column
        """,
    ),
    Row(
        Reason.PERMISSION_DENIED,
        """
        read only token, read only key, read only user, read only account, read only access, read only
        role
        """,
    ),
    Row(
        Reason.MAINTENANCE,
        """
        maintenance, scheduled downtime, read only mode, ^read only!, database read only, db read only,
        shutting down, ^shutdown, service shutdown, server shutdown, node shutdown, service stopping,
        server stopping, restarting, rebooting, draining, leader elect, ^no leader$, no leader avail, ^not
        leader$, not the leader, leader not avail, leader not elect, ^not master$, not master exception,
        not master no, not the master, master not discover, not writable primary, ^not primary$, not
        primary exception, not primary no, ^failover$, failing over, service paused
        """,
    ),
    Row(
        Reason.LOADING,
        """
        not ready, still loading, model loading, loading model, currently loading, warming up, warm up,
        starting up, startup, initializing$, cold start, booting, initialising$, in initial download, not
        yet available, provisioning!, not started, still starting, not yet ready
        """,
    ),
    Row(
        Reason.CAPACITY,
        """
        overload, insufficient .. capacity, insufficient instance, insufficient host, allocation failed,
        rejected execution, backpressure, load shed
        """,
        firm=True,
    ),
    Row(
        Reason.CAPACITY,
        """
        capacity, insufficient resources, resource insufficient,
        resources insufficient, insufficient storage, no available, no instance
        available, busy, circuit breaking, pool exhaust, pool timeout, no healthy,
        high demand, high load, queue full, queue is full, queue limit, saturat, temporarily
        unavailable, service unavailable, ms unavailable, server unavailable, ^unavailable, temporary
        unavailable, temporary failure, backend unavailable, model unavailable, system unavailable, engine
        unavailable, upstream unavailable, currently unavailable, node unavailable, cluster unavailable,
        db unavailable, database unavailable, is unavailable!, not currently available, resource limit
        reach, try again later, service not available, low resources, out of memory, server down, provider
        unavailable, endpoint unavailable, sold out, queue exceed, max lag, lagged, replica lag, memory
        limit, replication lag, ^lag!, service offline, server offline, unhealthy, not synced, still
        syncing, shedding, no space left, disk full, service down!, service is down!, server is
        down!, system down!, system is down!, backend down!, site down!, host down!, queue overflow,
        backlog full, backlog exceed, backlog limit, memory exhaust, memory pressure, resource pressure,
        ^offline!, host offline, node offline, backend offline, ^try again!, try later, retry later,
        resource unavailable, resource temporarily, sku not available,
        no worker, no gpu, gpu unavailable, shard unavailable,
        no shard, replica unavailable, worker unavailable, worker not avail, temporary error, temporary
        problem, transient, no slot
        """,
    ),
)
