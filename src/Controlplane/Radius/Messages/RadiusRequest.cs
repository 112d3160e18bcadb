namespace Router.Controlplane.Radius;

/// <summary>A request to a server.</summary>
public abstract class RadiusRequest
{
    private protected RadiusRequest()
    {
    }

    /// <summary>True for accounting: another port, and every attempt at another server says how old it is.</summary>
    internal abstract bool IsAccounting { get; }

    /// <summary>Writes the request.</summary>
    /// <param name="buffer">Room for <see cref="RadiusPacket.MaximumLength"/> octets.</param>
    /// <param name="context">What the packet needs besides.</param>
    /// <returns>Its length.</returns>
    internal abstract int Write(Span<byte> buffer, in RadiusWriteContext context);
}

/// <summary>What a packet needs besides what it says.</summary>
internal readonly ref struct RadiusWriteContext
{
    public required byte Identifier { get; init; }

    public required ReadOnlySpan<byte> Secret { get; init; }

    /// <summary>Sixteen random octets: the Request Authenticator of Access-Requests.</summary>
    public required ReadOnlySpan<byte> Random { get; init; }

    public required RadiusNas Nas { get; init; }

    /// <summary>Time since the request was made.</summary>
    public required TimeSpan Delay { get; init; }
}
