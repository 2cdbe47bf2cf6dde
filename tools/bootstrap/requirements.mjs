import { existsSync } from 'node:fs';
import { which } from './command.mjs';

const SOFTHSM_MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const BROWSER_FILES = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The PKCS#11 module of SoftHSM, wherever this system keeps it. */
export const softHsmModule = () => SOFTHSM_MODULES.find((file) => existsSync(file));

/** A Chromium that the browser tests can drive. */
export const browser = () => BROWSERS.map((name) => which(name)).find(Boolean) ?? BROWSER_FILES.find((file) => existsSync(file));

const program = (name) => () => which(name);

/**
 * What the system must provide. `when` says for which purpose: `build` only while the native module has to be
 * compiled, `start` always, `test` for the checks by software we did not write.
 */
export const requirements = [
  { name: 'softhsm2', when: 'start', apt: 'softhsm2', brew: 'softhsm', found: softHsmModule },
  { name: 'softhsm2-util', when: 'start', apt: 'softhsm2', brew: 'softhsm', found: program('softhsm2-util') },
  { name: 'openssl', when: 'start', apt: 'openssl', brew: 'openssl@3', found: program('openssl') },
  { name: 'pdfsig', when: 'start', apt: 'poppler-utils', brew: 'poppler', found: program('pdfsig') },
  { name: 'certutil', when: 'start', apt: 'libnss3-tools', brew: 'nss', found: program('certutil') },
  { name: 'C++ compiler', when: 'build', apt: 'g++', brew: 'gcc', found: () => which('c++') ?? which('g++') ?? which('clang++') },
  { name: 'C compiler', when: 'build', apt: 'gcc', brew: 'gcc', found: () => which('cc') ?? which('gcc') ?? which('clang') },
  { name: 'make', when: 'build', apt: 'make', brew: 'make', found: program('make') },
  { name: 'python3', when: 'build', apt: 'python3', brew: 'python', found: program('python3') },
  { name: 'chromium', when: 'test', apt: 'chromium', brew: '--cask chromium', found: browser },
];
