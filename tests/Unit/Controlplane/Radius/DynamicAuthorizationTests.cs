using System.Buffers.Binary;
using System.Net;
using System.Text;
using Router.Controlplane.Radius;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Radius;

/// <summary>CoA- and Disconnect-Requests (RFC 5176).</summary>
public sealed class DynamicAuthorizationTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("s3cret");
    private static readonly IPEndPoint From = new(IPAddress.Parse("192.0.2.1"), 5000);
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private readonly DynamicAuthorizationServer _server = new(
        [new DynamicAuthorizationClient(From.Address, "s3cret")],
        new RadiusNas { Identifier = "lns", Address = IPAddress.Parse("10.0.0.1") },
        RadiusSettings.DocumentationVendorId);

    private byte _identifier;

    [Fact]
    public void ASessionIsEnded()
    {
        byte[] packet = Make(40, "2C0673313132" + "0108616C69636521" + "08060A000001");
        Assert.Null(_server.Receive(packet, From, 0, Time, out DynamicAuthorizationRequest? request));
        Assert.Equal((true, "s112", "alice!", "10.0.0.1"), (request!.IsDisconnect, request.SessionId, request.UserName, request.Address!.ToString()));

        // The same request again: nothing while it is carried out, then the same answer.
        Assert.Null(_server.Receive(packet, From, 1, Time, out DynamicAuthorizationRequest? again));
        Assert.Null(again);
        byte[] answer = _server.Answer(request, DynamicAuthorizationError.None);
        Check(packet, answer, 41, null);
        Assert.Equal(answer, _server.Receive(packet, From, 2, Time, out _));
        Assert.Null(_server.Receive(packet, From, 40_000, Time, out again));
        Assert.NotNull(again);
    }

    [Fact]
    public void ARefusalSaysWhy()
    {
        byte[] packet = Make(40, "2C047331" + "2103FF");
        _ = _server.Receive(packet, From, 0, Time, out DynamicAuthorizationRequest? request);
        byte[] answer = _server.Answer(request!, DynamicAuthorizationError.SessionContextNotFound);
        Check(packet, answer, 42, 503);
        Assert.Contains("2103FF", Convert.ToHexString(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void ASessionIsChanged()
    {
        byte[] packet = Make(43, "2C047331" + "1B0600000E10" + "1A0C00007ED9" + "0206" + "00002710" + "1A0C00007ED9" + "0306" + "000003E8");
        Assert.Null(_server.Receive(packet, From, 0, Time, out DynamicAuthorizationRequest? request));
        Assert.Equal(new SubscriberPolicy(null, 10_000_000, 1_000_000), request!.Policy);
        Assert.Equal(TimeSpan.FromHours(1), request.SessionTimeout);
        Check(packet, _server.Answer(request, DynamicAuthorizationError.None), 44, null);
    }

    [Theory]
    [InlineData(40, "", 402)]
    [InlineData(43, "1B0600000E10", 402)]
    [InlineData(43, "2C047331", 404)]
    [InlineData(43, "2C047331" + "5806676F6C64", 401)]
    [InlineData(43, "2C047331" + "060600000011", 405)]
    [InlineData(40, "2C047331" + "20056F7468", 403)]
    [InlineData(40, "2C047331" + "04060A000002", 403)]
    [InlineData(40, "08050A0000", 407)]
    [InlineData(40, "2C047331" + "1B0600000E10", 401)]
    [InlineData(43, "2C047331" + "1A0C000000FF" + "0206" + "00002710", 401)]
    public void WhatCannotBeDoneIsRefusedAtOnce(byte code, string attributes, int cause)
    {
        byte[] packet = Make(code, attributes);
        byte[]? answer = _server.Receive(packet, From, 0, Time, out DynamicAuthorizationRequest? request);
        Assert.Null(request);
        Check(packet, answer!, code + 2, cause);
    }

    [Fact]
    public void TheRightNasIsMeant()
    {
        _ = _server.Receive(Make(40, "2C047331" + "20056C6E73" + "04060A000001"), From, 0, Time, out DynamicAuthorizationRequest? request);
        Assert.NotNull(request);
    }

    [Fact]
    public void StrangersForgeriesAndReplaysAreDiscarded()
    {
        byte[] packet = Make(40, "2C047331");
        Assert.Null(_server.Receive(packet, new IPEndPoint(IPAddress.Loopback, 1), 0, Time, out DynamicAuthorizationRequest? request));
        Assert.Null(request);
        byte[] forged = [.. packet];
        forged[^1] ^= 1;
        Assert.Null(_server.Receive(forged, From, 0, Time, out request));
        Assert.Null(request);
        byte[] late = Make(40, "2C047331" + "3706" + Stamp(Time.AddMinutes(-6)));
        Assert.Null(_server.Receive(late, From, 0, Time, out request));
        Assert.Null(request);
        Assert.Equal(3, _server.Discarded);
        byte[] timely = Make(40, "2C047331" + "3706" + Stamp(Time.AddMinutes(-4)));
        _ = _server.Receive(timely, From, 0, Time, out request);
        Assert.NotNull(request);
    }

    [Fact]
    public void AWrongMessageAuthenticatorIsDiscarded()
    {
        byte[] packet = Make(40, "2C047331" + "5012" + new string('0', 32));
        Assert.Null(_server.Receive(packet, From, 0, Time, out DynamicAuthorizationRequest? request));
        Assert.Null(request);
        Assert.Equal(1, _server.Discarded);
    }

    [Fact]
    public void MutatedRequestsDoNoHarm()
    {
        Random random = new(3);
        byte[] good = Make(43, "2C047331" + "1B0600000E10" + "1A0C00007ED9" + "0206" + "00002710" + "0806" + "0A000001");
        for (int i = 0; i < 200_000; i++)
        {
            byte[] mutated = [.. good];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            // Signed again: the parser behind must stand it too.
            mutated.AsSpan(4, 16).Clear();
            RadiusSecurity.SignPacket(mutated, Secret);
            _ = _server.Receive(mutated, From, i, Time, out _);
        }
    }

    private static string Stamp(DateTimeOffset time)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)time.ToUnixTimeSeconds());
        return Convert.ToHexString(octets);
    }

    private static void Check(byte[] request, byte[] answer, int code, int? cause)
    {
        Assert.True(RadiusPacket.TryParse(answer, out RadiusPacket packet));
        Assert.Equal((code, request[1]), ((int)packet.Code, packet.Identifier));
        Assert.True(RadiusSecurity.IsGenuine(packet, request.AsSpan(4, 16), Secret, true));
        RadiusAttributeReader reader = packet.Attributes;
        uint? found = null;
        while (reader.MoveNext())
        {
            if (reader.Type == RadiusAttribute.ErrorCause && reader.TryReadUInt32(out uint value))
            {
                found = value;
            }
        }

        Assert.Equal((uint?)cause, found);
    }

    private byte[] Make(byte code, string attributes)
    {
        byte[] octets = Convert.FromHexString(attributes);
        byte[] packet = [code, ++_identifier, 0, (byte)(20 + octets.Length), .. new byte[16], .. octets];
        RadiusSecurity.SignPacket(packet, Secret);
        return packet;
    }
}
