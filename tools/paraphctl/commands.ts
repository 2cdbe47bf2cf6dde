import type { EndpointName } from '@paraph/contracts';

/** What one command says of itself; the rest stands in the endpoint's schemas. */
export interface CommandRow {
  /** As it is typed. */
  readonly words: string;
  /** Members of the answer's list that its table shows, in their order. */
  readonly columns?: readonly string[];
  /** A member of the answer, Base64, that goes to a file where this option names one. */
  readonly saves?: { readonly member: string; readonly option: string };
}

/** What a browser asks for and no person at a terminal. */
const ofPage = 'page' as const;
/** What `login` does, in several steps. */
const ofLogin = 'login' as const;

/** How each endpoint is asked for from a terminal. An endpoint without a row does not compile. */
export const commandRows = {
  createSubscriber: { words: 'subscriber create' },
  listSubscribers: { words: 'subscriber list', columns: ['subscriberId', 'name', 'createdAt'] },
  describeSubscriber: { words: 'subscriber show' },
  changeContact: { words: 'contact change' },
  removeContact: { words: 'contact remove' },
  createClient: { words: 'client create' },
  listClients: { words: 'client list', columns: ['clientId', 'name', 'authentication', 'profile', 'createdAt', 'endedAt'] },
  describeClient: { words: 'client show' },
  changeClient: { words: 'client change' },
  endClient: { words: 'client end' },
  createSigner: { words: 'signer create' },
  listSigners: { words: 'signer list', columns: ['signerId', 'name', 'subscriberId', 'createdAt'] },
  describeSigner: { words: 'signer show' },
  createLogin: { words: 'signer login' },
  createCredential: { words: 'credential create' },
  searchCredentials: { words: 'credential list', columns: ['credentialId', 'state', 'signerId', 'algorithm', 'policyId', 'createdAt', 'validTo'] },
  describeCredential: { words: 'credential show' },
  describeMeans: { words: 'credential means', columns: ['meansId', 'kind', 'hint', 'usableFrom', 'usableUntil', 'isLocked'] },
  listCredentialEvents: { words: 'credential history', columns: ['at', 'type', 'outcome', 'actor', 'cause'] },
  suspendCredential: { words: 'credential suspend' },
  renewCredential: { words: 'credential renew' },
  refreshCredential: { words: 'credential refresh' },
  certifyDestruction: { words: 'credential destruction', saves: { member: 'pdf', option: 'pdf' } },
  createContainer: { words: 'container create' },
  listContainers: { words: 'container list', columns: ['containerId', 'name', 'state', 'subscriberId', 'clientId'] },
  describeContainer: { words: 'container show' },
  suspendContainer: { words: 'container suspend' },
  closeContainer: { words: 'container close' },
  refreshContainer: { words: 'container refresh' },
  proposeAct: { words: 'proposal create' },
  listProposals: { words: 'proposal list', columns: ['proposalId', 'act', 'state', 'openedAt', 'expiresAt', 'approvals'] },
  describeProposal: { words: 'proposal show' },
  createOperator: { words: 'operator create' },
  listOperators: { words: 'operator list', columns: ['operatorId', 'name', 'state', 'roles'] },
  endOperator: { words: 'operator end' },
  grantRole: { words: 'role grant' },
  withdrawRole: { words: 'role withdraw' },
  describeMe: { words: 'whoami' },
  signOut: { words: 'logout' },
  reconcileKeys: { words: 'service reconcile' },
  describeServiceEnd: { words: 'service end' },
  describeApi: { words: 'api document' },
  beginSignIn: ofLogin,
  redeemSignIn: ofLogin,
  describeSignIn: ofPage,
  approveSignIn: ofPage,
  openInvitation: ofPage,
  acceptInvitation: ofPage,
} as const satisfies Record<EndpointName, CommandRow | typeof ofPage | typeof ofLogin>;

/** A command and the endpoint it asks. */
export interface Command extends CommandRow {
  readonly endpoint: EndpointName;
}

/** Every command there is but `login` and `completion`, which are no endpoints. */
export const commands: readonly Command[] = Object.entries(commandRows).flatMap(([name, row]) =>
  // The keys are those of the record above.
  typeof row === 'string' ? [] : [{ ...row, endpoint: name as EndpointName }],
);

/** The command that the words of a line begin with, and what stands behind it. */
export function findCommand(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  const typed = words.slice(0, 2).join(' ');
  const command = commands.find((one) => one.words === typed) ?? commands.find((one) => one.words === words[0]);
  return command && { command, rest: words.slice(command.words.split(' ').length) };
}
