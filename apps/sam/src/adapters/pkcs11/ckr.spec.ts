import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { pkcs11js } from './binding.js';
import { CkrError, isCkr, translated } from './ckr.js';

const answer = (ckr: string, code = 1): CkrError => new CkrError(ckr, code);

describe('CkrError.from', () => {
  it('knows the error of a wrapped call', () => {
    expect(CkrError.from(new pkcs11js.Pkcs11Error('CKR_PIN_LOCKED:164'))).toMatchObject({ ckr: 'CKR_PIN_LOCKED', code: 164 });
  });

  it('knows the error of a call that the binding forgot to wrap', () => {
    expect(CkrError.from(new Error('CKR_ATTRIBUTE_READ_ONLY:16'))).toMatchObject({ ckr: 'CKR_ATTRIBUTE_READ_ONLY', code: 16 });
  });

  it('names the answer that the binding has no name for', () => {
    expect(CkrError.from(new Error('CKR_VENDOR_DEFINED:27'))).toMatchObject({ ckr: 'CKR_ACTION_PROHIBITED' });
  });

  it.each([new TypeError('Argument 0 has wrong type'), new Error('about CKR_GENERAL_ERROR:5, perhaps'), 'CKR_GENERAL_ERROR:5', undefined])(
    'leaves alone what is no answer of the token: %s',
    (error) => {
      expect(CkrError.from(error)).toBe(error);
    },
  );
});

describe('translated', () => {
  it.each([
    ['CKR_KEY_HANDLE_INVALID', 'hsm.unavailable', 'hsm.unavailable'],
    ['CKR_USER_NOT_LOGGED_IN', 'hsm.unavailable', 'hsm.unavailable'],
    ['CKR_DEVICE_REMOVED', 'hsm.unavailable', 'hsm.ambiguous'],
    ['CKR_SESSION_CLOSED', 'hsm.unavailable', 'hsm.ambiguous'],
    ['CKR_GENERAL_ERROR', 'hsm.refused', 'hsm.ambiguous'],
  ])('turns %s into %s before signing and %s while signing', (ckr, before, during) => {
    expect(translated(answer(ckr), 'before-signing')).toMatchObject({ code: before });
    expect(translated(answer(ckr), 'signing')).toMatchObject({ code: during });
  });

  it.each(['CKR_ARGUMENTS_BAD', 'CKR_BUFFER_TOO_SMALL', 'CKR_VENDOR_DEFINED', 'CKR_CRYPTOKI_ALREADY_INITIALIZED', 'CKR_OK'])('makes a bug of %s', (ckr) => {
    const error = translated(answer(ckr, 0x8000_0001), 'signing');
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ message: expect.stringContaining(ckr) });
  });

  it('tells a stranger nothing of what the token said, and the log everything', () => {
    const cause = answer('CKR_PIN_LOCKED', 164);
    const error = translated(cause, 'before-signing');
    expect(error).toMatchObject({ cause });
    expect(JSON.stringify(error instanceof ServiceError ? error.detail : '')).not.toContain('PIN');
  });

  it('passes on what is no answer of the token', () => {
    const refusal = new ServiceError('hash.length', 'too short');
    expect(translated(refusal, 'signing')).toBe(refusal);
  });

  it('has only rows that the standard has', () => {
    const names = Object.keys(pkcs11js).filter((name) => name.startsWith('CKR_'));
    const expected = names.filter((name) => translated(answer(name), 'signing') instanceof ServiceError);
    expect(expected).toHaveLength(ROWS - 1); // all but CKR_ACTION_PROHIBITED, which the binding has not
    expect(translated(answer('CKR_ACTION_PROHIBITED'), 'signing')).toBeInstanceOf(ServiceError);
  });
});

/** Rows of the table: a misspelt name would make this and the count of known names differ. */
const ROWS = 57;

describe('isCkr', () => {
  it('compares whole names', () => {
    expect(isCkr(answer('CKR_PIN_LOCKED'), 'CKR_PIN_INCORRECT', 'CKR_PIN_LOCKED')).toBe(true);
    expect(isCkr(answer('CKR_PIN_LOCKED'), 'CKR_PIN')).toBe(false);
    expect(isCkr(new Error('CKR_PIN_LOCKED'), 'CKR_PIN_LOCKED')).toBe(false);
  });
});
