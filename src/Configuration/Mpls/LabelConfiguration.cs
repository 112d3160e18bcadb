using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>mpls.labels</c>: what the router does with a received label.</summary>
public sealed record LabelConfiguration
{
    /// <summary>The received label, 16..1048575.</summary>
    public required uint Label { get; init; }

    /// <summary>What to do.</summary>
    public required LabelAction Action { get; init; }

    /// <summary>Next hop of swap and pop, else null.</summary>
    public IPAddress? Via { get; init; }

    /// <summary>Egress interface of swap and pop; null: the one with the connected subnet of <see cref="Via"/> in the default VRF.</summary>
    public string? Interface { get; init; }

    /// <summary>New labels of swap, outermost first; 3 (implicit null) removes itself, see <see cref="MplsLabel.OnWire"/>.</summary>
    public ConfigurationList<uint> OutLabels { get; init; } = [];

    /// <summary>TTL model.</summary>
    public TtlMode TtlMode { get; init; } = TtlMode.Pipe;

    /// <summary>Which S bit the entry is for. The default depends on the payload, see <see cref="DefaultBottomOfStack"/>.</summary>
    public BottomOfStack BottomOfStack { get; init; } = BottomOfStack.Any;

    /// <summary>What follows the label, for pop and lookup.</summary>
    public LabelPayload Payload { get; init; } = LabelPayload.Ip;

    /// <summary>VRF of an IP lookup.</summary>
    public string Vrf { get; init; } = VrfConfiguration.DefaultName;

    /// <summary>The S bit that an entry is for when it does not say.</summary>
    /// <param name="action">Its action.</param>
    /// <param name="payload">Its payload.</param>
    public static BottomOfStack DefaultBottomOfStack(LabelAction action, LabelPayload payload) => (action, payload) switch
    {
        (LabelAction.Swap or LabelAction.Drop, _) => BottomOfStack.Any,
        (_, LabelPayload.Mpls) => BottomOfStack.No,
        _ => BottomOfStack.Yes,
    };
}
