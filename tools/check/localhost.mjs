/** Preloaded where tests run: inside Jest's sandbox a dispatcher would be set on the sandbox's global, and fetch reads the real one. */
import { lookup } from 'node:dns';
import { Agent, setGlobalDispatcher } from 'undici';

setGlobalDispatcher(
  new Agent({
    connect: {
      lookup: (host, options, callback) => {
        if (!host.endsWith('.localhost')) lookup(host, options, callback);
        else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      },
    },
  }),
);
