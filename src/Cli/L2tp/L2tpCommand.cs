using Router.Api;

namespace Router.Cli.L2tp;

/// <summary>What the words of <c>ip l2tp</c> ask for.</summary>
internal abstract record L2tpCommand
{
    /// <summary>Words that were accepted but have no effect, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary><c>add tunnel</c>.</summary>
    public sealed record AddTunnel(L2tpTunnelRequest Request) : L2tpCommand;

    /// <summary><c>add session</c>.</summary>
    public sealed record AddSession(L2tpSessionRequest Request) : L2tpCommand;

    /// <summary><c>del tunnel</c>.</summary>
    public sealed record DeleteTunnel(uint TunnelId) : L2tpCommand;

    /// <summary><c>del session</c>.</summary>
    public sealed record DeleteSession(uint TunnelId, uint SessionId) : L2tpCommand;

    /// <summary><c>show tunnel</c>; 0 for all.</summary>
    public sealed record ShowTunnels(uint TunnelId) : L2tpCommand;

    /// <summary><c>show session</c>; 0 for all.</summary>
    public sealed record ShowSessions(uint TunnelId, uint SessionId) : L2tpCommand;

    /// <summary><c>help</c>.</summary>
    public sealed record Help : L2tpCommand;
}
