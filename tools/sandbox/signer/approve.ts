/** `node tools/sandbox/signer/approve.ts ADDRESS`: plays the person behind an authorisation request, and prints where the browser was sent in the end. */
import { parseArgs } from 'node:util';
import { trustStack } from '../../stack/edge-certificates.ts';
import { explain } from '../../stack/progress.ts';
import { readPerson } from './people.ts';
import { approve } from './robot.ts';

try {
  const options = {
    state: { type: 'string', default: '.paraph' },
    user: { type: 'string', default: 'alice' },
    refuse: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [address] = positionals;
  if (address === undefined) throw new Error('name the address that the person is sent to');
  trustStack(values.state);
  const redirect = await approve(address, readPerson(values.state, values.user), { refuse: values.refuse });
  console.log(redirect.href);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
