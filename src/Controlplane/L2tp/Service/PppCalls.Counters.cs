using Router.Controlplane.Ppp;

namespace Router.Controlplane.L2tp.Service;

/// <content>What is counted.</content>
internal sealed partial class PppCalls
{
    private readonly long[] _downs = new long[Enum.GetValues<PppDownReason>().Length];

    /// <summary>Peers that authenticated; renewals are not counted.</summary>
    public long Accepted { get; private set; }

    /// <summary>Peers that were refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>PPP sessions that ended, by <see cref="PppDownReason"/>.</summary>
    public IReadOnlyList<long> Downs => _downs;

    /// <inheritdoc/>
    void IPppOwner.Answered(PppSession session, PppAuthenticationRequest request, bool accepted)
    {
        if (!accepted)
        {
            Rejected++;
        }
        else if (!request.IsRenewal)
        {
            Accepted++;
        }
    }

    private void CountDown(PppDownReason reason) => _downs[(int)reason]++;
}
