namespace Router.Controlplane.Ppp;

/// <summary>What a received option is answered with.</summary>
internal enum OptionVerdict
{
    Ack,
    Nak,
    Reject,
}
