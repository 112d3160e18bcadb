using System.Globalization;
using System.Text;

namespace Router.Controlplane.Radius;

/// <summary>
/// Reads the VRF and the rates out of vendor-specific attributes, our own and those that operators have in their databases
/// already. If several forms disagree, ours wins, then Cisco's, then WISPr's, then MikroTik's, whatever their order.
/// </summary>
internal sealed class SubscriberPolicyReader(uint vendorId)
{
    private const int Ours = 4;
    private const int Cisco = 3;
    private const int Wispr = 2;
    private const int Mikrotik = 1;

    private string? _vrf;
    private int _vrfRank;
    private ulong? _down;
    private int _downRank;
    private ulong? _up;
    private int _upRank;

    public SubscriberPolicy Policy => new(_vrf, _down, _up);

    /// <summary>Pool named by a Cisco-AVPair "ip:addr-pool".</summary>
    public string? AddressPool { get; private set; }

    /// <summary>Takes an attribute.</summary>
    /// <returns>False if it says nothing about VRF, rates or pool.</returns>
    public bool Take(uint vendor, in RadiusAttributeReader attribute)
    {
        if (vendor == vendorId)
        {
            return TakeOurs(attribute);
        }

        switch (vendor, attribute.Type)
        {
            case (RadiusVendor.Cisco, RadiusVendor.CiscoAvPair):
                return TakeAvPair(Encoding.UTF8.GetString(attribute.Value));
            case (RadiusVendor.Wispr, RadiusVendor.WisprBandwidthMaxDown) when attribute.TryReadUInt32(out uint down):
                SetDown(down, Wispr);
                return true;
            case (RadiusVendor.Wispr, RadiusVendor.WisprBandwidthMaxUp) when attribute.TryReadUInt32(out uint up):
                SetUp(up, Wispr);
                return true;
            case (RadiusVendor.Mikrotik, RadiusVendor.MikrotikRateLimit):
                return TakeMikrotik(Encoding.UTF8.GetString(attribute.Value));
            default:
                return false;
        }
    }

    private bool TakeOurs(in RadiusAttributeReader attribute)
    {
        switch (attribute.Type)
        {
            case RadiusVendor.RouterVrf:
                SetVrf(Encoding.UTF8.GetString(attribute.Value), Ours);
                return true;
            case RadiusVendor.RouterRateDown when attribute.TryReadUInt32(out uint down):
                SetDown(down * 1000UL, Ours);
                return true;
            case RadiusVendor.RouterRateUp when attribute.TryReadUInt32(out uint up):
                SetUp(up * 1000UL, Ours);
                return true;
            default:
                return false;
        }
    }

    private bool TakeAvPair(string pair)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return false;
        }

        // "lcp:interface-config#1=": the number only orders the lines.
        string key = pair[..equals].Split('#')[0].Trim();
        string value = pair[(equals + 1)..].Trim();
        switch (key)
        {
            case "ip:vrf-id":
                SetVrf(value, Cisco);
                return true;
            case "ip:addr-pool":
                AddressPool = value;
                return true;
            case "lcp:interface-config":
                bool taken = false;
                foreach (string line in value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    taken |= TakeInterfaceLine(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                }

                return taken;
            default:
                return false;
        }
    }

    private bool TakeInterfaceLine(string[] words)
    {
        switch (words)
        {
            case ["ip", "vrf", "forwarding", _]:
            case ["vrf", "forwarding", _]:
                SetVrf(words[^1], Cisco);
                return true;
            case ["rate-limit", "output", string down, ..] when ulong.TryParse(down, NumberStyles.None, CultureInfo.InvariantCulture, out ulong rate):
                SetDown(rate, Cisco);
                return true;
            case ["rate-limit", "input", string up, ..] when ulong.TryParse(up, NumberStyles.None, CultureInfo.InvariantCulture, out ulong rate):
                SetUp(rate, Cisco);
                return true;
            default:
                return false;
        }
    }

    /// <summary>"rx/tx" and more, seen from the router: rx comes from the subscriber. One number is both.</summary>
    private bool TakeMikrotik(string text)
    {
        string[] rates = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("").Split('/');
        if (!TryParseRate(rates[0], out ulong up) || !TryParseRate(rates[^1], out ulong down))
        {
            return false;
        }

        SetUp(up, Mikrotik);
        SetDown(down, Mikrotik);
        return true;
    }

    private static bool TryParseRate(string text, out ulong rate)
    {
        ulong factor = text is [.., char suffix] ? suffix switch
        {
            'k' or 'K' => 1000,
            'm' or 'M' => 1_000_000,
            'g' or 'G' => 1_000_000_000,
            _ => 1UL,
        } : 1;
        bool valid = uint.TryParse(factor == 1 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint number);
        rate = number * factor;
        return valid;
    }

    private void SetVrf(string vrf, int rank)
    {
        if (rank >= _vrfRank)
        {
            (_vrf, _vrfRank) = (vrf.Length == 0 ? null : vrf, rank);
        }
    }

    private void SetDown(ulong rate, int rank)
    {
        if (rank >= _downRank)
        {
            (_down, _downRank) = (rate, rank);
        }
    }

    private void SetUp(ulong rate, int rank)
    {
        if (rank >= _upRank)
        {
            (_up, _upRank) = (rate, rank);
        }
    }
}
