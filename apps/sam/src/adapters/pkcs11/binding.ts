/** The PKCS#11 binding. This file alone imports it, beside the program of a thread, which can import nothing of ours: whoever else wants the token behind the adapter's back names this folder. */
export { default as pkcs11js, type Handle, type Mechanism, type Template } from 'pkcs11js';
