using Router.Controlplane.Hosting;
using Router.Controlplane.Replay;

return args is ["replay", .. string[] rest] ? ReplayCommand.Run(rest) : await RouterHost.RunAsync(args);
