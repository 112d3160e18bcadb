namespace Router.Controlplane.Radius;

/// <summary>A request that has not ended.</summary>
internal sealed class PendingRequest(RadiusRequest request, Action<RadiusResult> done, long since)
{
    public RadiusRequest Request => request;

    public Action<RadiusResult> Done => done;

    /// <summary>When it was made.</summary>
    public long Since => since;

    /// <summary>Index of the server that is asked; -1 before the first.</summary>
    public int Server { get; set; } = -1;

    /// <summary>Servers asked, as bits.</summary>
    public ulong Asked { get; set; }

    public int Lane { get; set; } = -1;

    public byte Identifier { get; set; }

    /// <summary>The packet, the same for every retransmission.</summary>
    public byte[] Packet { get; set; } = [];

    /// <summary>Transmissions to the current server.</summary>
    public int Attempts { get; set; }

    /// <summary>When the current server was first asked.</summary>
    public long AskedSince { get; set; }

    public long Deadline { get; set; }

    public bool IsOver { get; set; }
}
