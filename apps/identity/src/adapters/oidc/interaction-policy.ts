import { interactionPolicy } from 'oidc-provider';

const { base, Check, Prompt } = interactionPolicy;

/** Prompts that clients ask for by habit. The one act here is more than each of them, so it settles them all. */
const asked = ['login', 'consent', 'select_account'] as const;

/**
 * One prompt for every request, in place of the library's login and consent, which would remember a session and hand out a
 * second code without anybody's act. Consent comes before evidence: the prompt leads to the approval page first.
 */
export function oneActEachTime() {
  const policy = base();
  policy.clear();
  policy.add(
    new Prompt(
      { name: 'approve' },
      new Check('approval', 'each authorisation needs an act of the signer', 'interaction_required', (ctx) =>
        ctx.oidc.result?.['approve'] === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    ),
  );
  for (const name of asked) policy.add(new Prompt({ name, requestable: true }));
  return policy;
}

/** What settles every prompt. */
export function settledPrompts(accountId: string, grantId: string) {
  return { approve: {}, login: { accountId, remember: false }, consent: { grantId }, select_account: {} };
}
