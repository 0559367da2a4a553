/**
 * Loaded into a service before its own module: when the launcher lets go of the channel, or dies, the service is asked to stop as by SIGTERM.
 * Works where there are no signals (Windows), and leaves no service behind a killed launcher.
 */
process.on('disconnect', () => {
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
});
// The channel is no reason to stay alive.
process.channel?.unref();
