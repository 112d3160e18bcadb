namespace Router.Configuration;

/// <summary>An entry of <c>cross-connects</c>: two ends, frames of one leave by the other.</summary>
/// <param name="First">Name of an interface, an L2TP session or a pseudowire. See <see cref="ConfigurationIndex.KindOfEnd"/>.</param>
/// <param name="Second">Name of the other end.</param>
public sealed record CrossConnectConfiguration(string First, string Second);

/// <summary>What an end of a cross-connect is.</summary>
public enum CrossConnectEndKind
{
    /// <summary>Attachment circuit.</summary>
    Interface,

    /// <summary>L2TPv3 session.</summary>
    L2tpSession,

    /// <summary>MPLS pseudowire.</summary>
    MplsPseudowire,

    /// <summary>Negotiated L2TPv3 pseudowire: a session that comes and goes.</summary>
    L2tpPseudowire,
}
