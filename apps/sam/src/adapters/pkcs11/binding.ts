/** The PKCS#11 binding. This file alone imports it: whoever else wants the token behind the adapter's back names this folder. */
export { default as pkcs11js, type Handle, type Mechanism, type Template } from 'pkcs11js';
