using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Sessions;

/// <summary>What the owner decides on a requested session.</summary>
public readonly record struct L2tpSessionDecision
{
    /// <summary>This end's parameters if accepted.</summary>
    public L2tpCallParameters? Local { get; private init; }

    /// <summary>Result code if refused.</summary>
    public L2tpResult? Refusal { get; private init; }

    /// <summary>An outgoing call that is connected at once: OCCN follows OCRP.</summary>
    public bool Connected { get; private init; }

    /// <summary>The owner calls <see cref="L2tpEngine.AcceptSession"/> or <see cref="L2tpEngine.CloseSession"/> later.</summary>
    public static L2tpSessionDecision Later => default;

    /// <summary>Accepts.</summary>
    /// <param name="local">This end's parameters.</param>
    /// <param name="connected">False for an outgoing call that is still to be placed: <see cref="L2tpEngine.ConnectSession"/> follows.</param>
    public static L2tpSessionDecision Accept(L2tpCallParameters local, bool connected = true) =>
        new() { Local = local, Connected = connected };

    /// <summary>Refuses.</summary>
    /// <param name="result">Result code for the CDN.</param>
    public static L2tpSessionDecision Refuse(L2tpResult result) => new() { Refusal = result };
}
