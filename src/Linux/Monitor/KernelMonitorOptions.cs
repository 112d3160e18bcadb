namespace Router.Linux;

/// <summary>Settings of a monitor.</summary>
public sealed record KernelMonitorOptions
{
    /// <summary>Bytes of notifications that the kernel may queue before it drops some.</summary>
    public int ReceiveBuffer { get; init; } = NetlinkSocket.DefaultReceiveBuffer;

    /// <summary>How often to look whether a named namespace was deleted or came (back), and to retry after errors.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
