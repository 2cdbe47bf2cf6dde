/** A stand-in for a service that cannot start. */
process.stderr.write('no such key\n');
process.exit(78);
