#!/usr/bin/env node
/** What operators do, from a terminal: see docs/operations/paraphctl.md. */
import { resolveLocalhost } from '../stack/localhost.ts';
import { run } from './run.ts';

resolveLocalhost();
process.exitCode = await run(process.argv.slice(2), { say: (text) => console.log(text), complain: (text) => console.error(text), env: process.env });
