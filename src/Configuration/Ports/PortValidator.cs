using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Every device opened once.</summary>
internal static class PortValidator
{
    public static void Validate(ValidationContext context)
    {
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (PortConfiguration port in context.Configuration.Ports)
        {
            string device = Identity(port);
            if (!users.TryAdd(device, port.Name))
            {
                KeyPath first = ListPaths.Ports.Entry(users[device]);
                context.Report(
                    ListPaths.Ports.Entry(port.Name).Key("device"),
                    $"device {device} is already used by {context.Where(first)}; each port needs a device of its own");
            }
        }
    }

    // DPDK knows a device by what stands before its arguments.
    private static string Identity(PortConfiguration port)
    {
        int comma = port.Device.IndexOf(',', StringComparison.Ordinal);
        string name = comma < 0 ? port.Device : port.Device[..comma];
        if (!port.IsPci)
        {
            return name;
        }

        string address = name.ToLowerInvariant();
        return address.Count(c => c == ':') == 2 ? address : $"0000:{address}";
    }
}
