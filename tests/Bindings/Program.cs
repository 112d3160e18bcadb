return Router.Bindings.Tests.SmokeChild.Run(args);
