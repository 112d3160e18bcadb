using System.Text;
using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Service;

/// <summary>A configured, negotiated pseudowire at work.</summary>
/// <param name="configuration">As configured.</param>
/// <param name="peer">Its peer.</param>
internal sealed class L2tpPseudowire(L2tpPseudowireConfiguration configuration, L2tpPeerConfiguration peer)
{
    /// <summary>As configured.</summary>
    public L2tpPseudowireConfiguration Configuration => configuration;

    /// <summary>Its session, in set-up or established; null for none.</summary>
    public L2tpSession? Session { get; set; }

    /// <summary>When to ask for the session again.</summary>
    public long NextAttempt { get; set; }

    /// <summary>State of the attachment circuit as the peer was last told.</summary>
    public CircuitStatus Status { get; set; } = CircuitStatus.Active;

    /// <summary>Pseudowire type.</summary>
    public PseudowireType Type => PseudowireTypes.Of(configuration.Payload, configuration.Mode);

    /// <summary>This end's parameters.</summary>
    public L2tpCallParameters Parameters => new()
    {
        PseudowireType = Type,
        RemoteEndId = Encoding.UTF8.GetBytes(configuration.RemoteEndId),
        CircuitStatus = Status | CircuitStatus.New,
        Sublayer = peer.L2Sublayer == L2SublayerKind.None ? L2SublayerKind.None : configuration.Payload.DefaultSublayer(),
        FrameRelayHeaderLength = configuration.FrameRelay?.HeaderLength,
        MaxCells = configuration.Payload.IsCells() ? (ushort)(configuration.MaxCells ?? 1) : null,
    };
}
