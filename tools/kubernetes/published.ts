/**
 * Makes the ConfigMap `sam-published` of what the SAM's `publish.js` said: `kubectl logs … -c publish | node tools/kubernetes/published.ts | kubectl apply -f -`.
 */
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { z } from 'zod';

const said = z.object({ service: z.literal('sam'), published: z.record(z.string(), z.string()) });

const lines = (await text(process.stdin)).split('\n').filter((line) => line.startsWith('{'));
const { published } = said.parse(JSON.parse(lines.at(-1) ?? 'null'));
console.log(stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sam-published', namespace: 'paraph' }, data: published }));
