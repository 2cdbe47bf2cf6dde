/** A stand-in for a service: healthy, dies when asked to, ends on SIGTERM. */
import { createServer } from 'node:http';

const port = Object.entries(process.env).find(([key]) => key.endsWith('_HTTP_PORT'))?.[1];
const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(3);
  response.end(JSON.stringify(Object.keys(process.env)));
});
server.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
