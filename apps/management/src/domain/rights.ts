import type { EndpointName, QuorumAct, TrustRole } from '@paraph/contracts';

/** Who may ask for something: anybody on the machine, whoever is signed in, or whoever holds one of these roles. */
export type Who = 'anybody' | 'every-operator' | readonly TrustRole[];

const officer = ['security-officer'] as const;
const applications = ['security-officer', 'application-manager'] as const;
const registration = ['registration-officer'] as const;
const stopping = ['security-officer', 'registration-officer', 'revocation-officer'] as const;
const readers = ['security-officer', 'application-manager', 'registration-officer', 'revocation-officer', 'system-operator', 'auditor'] as const;
const proposers = ['security-officer', 'application-manager', 'registration-officer', 'system-engineer', 'hsm-administrator'] as const;

/** Who may ask for each endpoint (ROL-01, ROL-05). An endpoint without a row does not compile. */
export const rights = {
  describeApi: 'every-operator',

  createSubscriber: applications,
  listSubscribers: readers,
  describeSubscriber: readers,
  changeContact: applications,
  removeContact: applications,
  createClient: applications,
  listClients: readers,
  describeClient: readers,
  changeClient: applications,
  endClient: applications,

  createSigner: registration,
  listSigners: readers,
  describeSigner: readers,
  createLogin: registration,

  createCredential: registration,
  searchCredentials: readers,
  describeCredential: readers,
  describeMeans: readers,
  listCredentialEvents: readers,
  suspendCredential: stopping,
  renewCredential: registration,
  refreshCredential: readers,
  certifyDestruction: readers,
  reconcileKeys: ['security-officer', 'system-operator', 'auditor'],

  createContainer: ['security-officer', 'application-manager', 'hsm-administrator'],
  listContainers: readers,
  describeContainer: readers,
  suspendContainer: ['security-officer', 'application-manager', 'revocation-officer', 'hsm-administrator'],
  closeContainer: ['security-officer', 'application-manager', 'hsm-administrator'],
  refreshContainer: readers,

  // Each act has a row of its own below.
  proposeAct: proposers,
  listProposals: 'every-operator',
  describeProposal: 'every-operator',

  describeServiceEnd: officer,

  createOperator: officer,
  listOperators: ['security-officer', 'auditor'],
  endOperator: officer,
  grantRole: officer,
  withdrawRole: officer,
  describeMe: 'every-operator',
  signOut: 'every-operator',
  beginSignIn: 'anybody',
  redeemSignIn: 'anybody',
  describeSignIn: 'anybody',
  approveSignIn: 'anybody',
  openInvitation: 'anybody',
  acceptInvitation: 'anybody',
} as const satisfies Record<EndpointName, Who>;

/** Who may put each act before the quorum. That it is asked for is no approval of it. */
export const actRights = {
  'pin-provider-keys': officer,
  'pin-client-keys': applications,
  'limit-client': applications,
  'remove-means': registration,
  'replace-means': registration,
  'unlock-means': registration,
  'resume-credential': registration,
  'change-quorum': officer,
  'end-authority': officer,
  'reopen-journal': ['security-officer', 'system-engineer'],
  'open-container': ['security-officer', 'application-manager', 'hsm-administrator'],
  'resume-container': ['security-officer', 'application-manager', 'hsm-administrator'],
  'close-container': ['security-officer', 'application-manager', 'hsm-administrator'],
  'grant-role': officer,
  'end-service': officer,
} as const satisfies Record<QuorumAct['act'], readonly TrustRole[]>;

/** Whether roles are among those that may. */
export function holdsOneOf(who: readonly TrustRole[], roles: readonly TrustRole[]): boolean {
  return roles.some((role) => who.includes(role));
}
