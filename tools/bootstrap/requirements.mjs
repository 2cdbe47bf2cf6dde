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

/** Where Debian, Fedora and Homebrew put shared libraries. */
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/opt/homebrew/lib', '/usr/local/lib'];

/** A library by one of its names. */
const library =
  (...names) =>
  () =>
    LIBRARIES.flatMap((folder) => names.map((name) => `${folder}/${name}`)).find((file) => existsSync(file));

/** The PKCS#11 module of SoftHSM, wherever this system keeps it. */
export const softHsmModule = () => SOFTHSM_MODULES.find((file) => existsSync(file));

/** A Chromium that the browser tests can drive. */
export const browser = () => BROWSERS.map((name) => which(name)).find(Boolean) ?? BROWSER_FILES.find((file) => existsSync(file));

const program = (name) => () => which(name);

/**
 * Tokens beside SoftHSM that the tests of the SAM run on (docs/hsm). They are Linux's: elsewhere those tests say what is missing and are
 * skipped, so nothing is asked for there.
 */
const otherTokens =
  process.platform === 'linux'
    ? [
        { name: 'NSS softokn', apt: 'libnss3', found: library('libsoftokn3.so', 'nss/libsoftokn3.so') },
        { name: 'p11-kit', apt: 'p11-kit', found: program('p11-kit') },
        { name: 'p11-kit client', apt: 'p11-kit-modules', found: library('pkcs11/p11-kit-client.so') },
        { name: 'swtpm', apt: 'swtpm', found: program('swtpm') },
        { name: 'tpm2-abrmd', apt: 'tpm2-abrmd', found: () => which('tpm2-abrmd') ?? ['/usr/sbin/tpm2-abrmd'].find((file) => existsSync(file)) },
        { name: 'tabrmd library', apt: 'libtss2-tcti-tabrmd0', found: library('libtss2-tcti-tabrmd.so.0') },
        { name: 'tpm2-pkcs11', apt: 'libtpm2-pkcs11-1', found: library('libtpm2_pkcs11.so.1') },
        { name: 'tpm2_ptool', apt: 'libtpm2-pkcs11-tools', found: program('tpm2_ptool') },
        { name: 'dbus-daemon', apt: 'dbus-daemon', found: program('dbus-daemon') },
      ].map((one) => ({ ...one, when: 'test' }))
    : [];

/** A CMP server in Java (apps/ca-connector/test/cmp/peer), where the libraries are the system's; elsewhere its tests say what is missing and are skipped. */
const javaPeers =
  process.platform === 'linux'
    ? [
        { name: 'javac', when: 'test', apt: 'default-jdk-headless', found: program('javac') },
        { name: 'BouncyCastle', when: 'test', apt: 'libbcpkix-java', found: () => ['/usr/share/java/bcpkix.jar'].find((file) => existsSync(file)) },
      ]
    : [];

/** Certification authorities, and judges of certificates, that we did not write (apps/ca-connector/test). */
const certificationPeers = [
  { name: 'cfssl', when: 'test', apt: 'golang-cfssl', brew: 'cfssl', found: program('cfssl') },
  { name: 'certtool', when: 'test', apt: 'gnutls-bin', brew: 'gnutls', found: program('certtool') },
  { name: 'pki', when: 'test', apt: 'strongswan-pki', brew: 'strongswan', found: program('pki') },
  ...javaPeers,
];

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
  { name: 'prometheus', when: 'test', apt: 'prometheus', brew: 'prometheus', found: () => (which('promtool') && which('prometheus')) ?? undefined },
  ...otherTokens,
  ...certificationPeers,
];
