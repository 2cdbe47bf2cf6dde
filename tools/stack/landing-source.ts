import type { LandingSource } from './landing-server.ts';
import type { PageLink, ProcessRow } from './landing-page.ts';
import type { RunningProgram, Stack } from './stack.ts';

const HEALTH_WITHIN_MS = 1500;

/** What the landing page shows, read from a running stack at each visit. */
export function landingSource(stack: Stack): LandingSource {
  return {
    signedFile: () => stack.demonstration?.signedFile,
    page: async () => {
      const memory = stack.memory();
      return {
        links: links(stack),
        users: stack.demonstration?.users ?? [],
        processes: await Promise.all(stack.programs().map((program) => row(program, memory[program.name]?.rss ?? 0))),
        state: stack.state.root,
      };
    },
  };
}

function links(stack: Stack): PageLink[] {
  const { gateway, identity, idp, caConnector, audit, approval } = stack.urls;
  const signed = { href: '/signed.pdf', label: 'The signed document', says: 'made at the start, checked by openssl and pdfsig' };
  return [
    ...(stack.demonstration?.verification?.ok ? [signed] : []),
    { href: `${gateway}/csc/v2/info`, label: 'Signing API', says: 'CSC API v2: what this service is and can do' },
    { href: `${identity}/.well-known/openid-configuration`, label: 'Authorisation server', says: 'endpoints for clients; signers are sent here' },
    { href: `${approval}/`, label: 'Approval page', says: 'where a signer sees what the SAM committed to' },
    { href: '/phone', label: 'Phone', says: 'SMS and e-mails of the trial, codes among them' },
    { href: `${idp}/.well-known/openid-configuration`, label: 'Sandbox identity provider', says: 'where the test users sign in' },
    { href: `${caConnector}/`, label: 'Certificates and CRLs', says: 'what the trial CA publishes' },
    {
      href: `${audit}/console`,
      label: 'Audit console',
      says: 'what happened, who signed a document, and the proof; enter with the token in secrets/auditor.token',
    },
  ];
}

async function row(program: RunningProgram, rssBytes: number): Promise<ProcessRow> {
  const healthy = program.http ? await isHealthy(program.origin) : undefined;
  return { name: program.name, pid: program.pid, port: program.port, origin: program.origin, healthy, rssBytes };
}

async function isHealthy(origin: string | undefined): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(HEALTH_WITHIN_MS) });
    return response.ok;
  } catch {
    return false;
  }
}
