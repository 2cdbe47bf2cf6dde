/** Why a session is over. */
export type SessionEnd = 'signed' | 'burned' | 'abandoned' | 'timed-out' | 'ended' | 'key-lost' | 'replica-ended' | 'replica-gone' | 'replica-cut-off';
