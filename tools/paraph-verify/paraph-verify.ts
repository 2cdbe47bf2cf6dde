#!/usr/bin/env node
/** What an auditor runs: verifies files of the audit log with no network and no word of ours. See README.md. */
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), { say: (text) => console.log(text), complain: (text) => console.error(text) }, process.env);
