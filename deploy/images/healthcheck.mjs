// HEALTHCHECK of every image: asks the process beside it whether it lives. An image has no shell and no curl, but it has Node.
// Ready is what load balancers ask for; a process that is not ready must not be killed for it.
const port = (ending) => Object.entries(process.env).find(([key]) => key.endsWith(ending))?.[1];
const operations = port('_OPERATIONS_PORT');
const answer = await fetch(`http://127.0.0.1:${operations ?? port('_HTTP_PORT')}/health/live`, { signal: AbortSignal.timeout(4_000) }).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
