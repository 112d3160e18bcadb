namespace Router.Controlplane.Radius;

/// <summary>What is known of one service of a server.</summary>
internal sealed class RadiusServerState(RadiusServer server, bool accounting)
{
    public RadiusServer Server => server;

    public bool IsConfigured => server.Port(accounting) != 0;

    public List<RadiusLane> Lanes { get; } = [];

    /// <summary>Left alone until then.</summary>
    public long DeadUntil { get; set; } = long.MinValue;

    /// <summary>When it last answered.</summary>
    public long LastAnswer { get; set; } = long.MinValue;
}
