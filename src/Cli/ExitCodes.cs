namespace Router.Cli;

/// <summary>What <c>routerctl</c> ends with; scripts rely on these.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The command failed, or the configuration is wrong.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No answer from the control plane.</summary>
    public const int NoConnection = 3;
}
