// What an image runs: main.js, and until that one listens, the end at SIGTERM and SIGINT. The first process of a container gets no signal it
// has no listener for, and main.js takes some tenths of a second to have one: a stop in that time would wait until the service is killed.
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(0);
  });
}
await import(new URL('main.js', import.meta.url).href);
