using System.Net;
using Router.Configuration;
using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>An owner that notes what it is told, and answers as it is told.</summary>
internal sealed class TestOwner : IPppOwner
{
    public List<string> Events { get; } = [];

    public Action<byte[]>? Transmit { get; set; }

    /// <summary>Frames that nobody transmits.</summary>
    public List<byte[]> Sent { get; } = [];

    public Action<PppSession, PppAuthenticationRequest, long>? OnAuthenticate { get; set; }

    public PppAuthenticationRequest? LastRequest { get; private set; }

    public PppIpv4? Ipv4 { get; private set; }

    public PppIpv6? Ipv6 { get; private set; }

    public PppDownReason? Reason { get; private set; }

    public IpPrefix? Delegated { get; private set; }

    public void Send(PppSession session, ReadOnlySpan<byte> frame)
    {
        if (Transmit is null)
        {
            Sent.Add(frame.ToArray());
        }
        else
        {
            Transmit(frame.ToArray());
        }
    }

    public void Authenticate(PppSession session, PppAuthenticationRequest request, long now)
    {
        LastRequest = request;
        Events.Add($"authenticate {request.Name}");
        OnAuthenticate?.Invoke(session, request, now);
    }

    public void Ipv4Up(PppSession session, PppIpv4 network)
    {
        Assert.Null(Ipv4);
        Ipv4 = network;
        Events.Add($"ipv4 {network.Local} {network.Peer}");
    }

    public void Ipv4Down(PppSession session)
    {
        Assert.NotNull(Ipv4);
        Ipv4 = null;
        Events.Add("ipv4 down");
    }

    public void Ipv6Up(PppSession session, PppIpv6 network)
    {
        Assert.Null(Ipv6);
        Ipv6 = network;
        Events.Add("ipv6");
    }

    public void Ipv6Down(PppSession session)
    {
        Assert.NotNull(Ipv6);
        Ipv6 = null;
        Events.Add("ipv6 down");
    }

    public void PrefixDelegated(PppSession session, IpPrefix prefix, IPAddress nextHop, bool delegated)
    {
        Delegated = delegated ? prefix : null;
        Events.Add($"{(delegated ? "delegated" : "freed")} {prefix} {nextHop}");
    }

    public void Down(PppSession session, PppDownReason reason)
    {
        Assert.Null(Reason);
        Assert.Null(Ipv4);
        Assert.Null(Ipv6);
        Reason = reason;
        Events.Add($"down {reason}");
    }

    /// <summary>The frames sent since the last call.</summary>
    public List<byte[]> TakeSent()
    {
        List<byte[]> taken = [.. Sent];
        Sent.Clear();
        return taken;
    }
}
