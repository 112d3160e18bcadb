using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>What an end of a cross-connect carries.</summary>
/// <param name="Payload">Payload; Ethernet for interfaces and MPLS pseudowires.</param>
/// <param name="HeaderLength">Octets of Frame Relay's header, else 0.</param>
internal readonly record struct CrossConnectPayload(L2tpPayload Payload, byte HeaderLength)
{
    /// <summary>What the end of that name carries.</summary>
    /// <param name="index">The configuration.</param>
    /// <param name="name">Name of an end that exists.</param>
    public static CrossConnectPayload Of(ConfigurationIndex index, string name) =>
        index.KindOfEnd(name) switch
        {
            CrossConnectEndKind.L2tpSession when index.Session(name) is { } session =>
                new(session.Payload, session.FrameRelay?.HeaderLength ?? 0),
            CrossConnectEndKind.L2tpPseudowire when index.L2tpPseudowire(name) is { } pseudowire =>
                new(pseudowire.Payload, pseudowire.FrameRelay?.HeaderLength ?? 0),
            _ => default,
        };

    /// <summary>As it is written in the configuration.</summary>
    public override string ToString() =>
        $"payload: {Choices.L2tpPayload.WordOf(Payload)}" + (HeaderLength == 0 ? "" : $", header-length: {HeaderLength}");
}
