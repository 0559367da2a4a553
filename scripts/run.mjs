// The one entry of every `npm run` script: sets the checkout up once, builds, then runs the command.
// Plain JavaScript on Node alone, because it runs before anything is installed.
