using Router.Cli;

return await new RouterCtl(CliEnvironment.OfProcess()).Invoke(args).ConfigureAwait(false);
