using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Router.Unit.Tests.Controlplane.Radius;

/// <summary>A FreeRADIUS of the test's own: its directory, its ports, on loopback.</summary>
internal sealed class FreeRadius : IDisposable
{
    public const string Secret = "testing123";
    private const string Program = "/usr/sbin/freeradius";
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"router-radius-{Guid.NewGuid():N}");
    private readonly System.Diagnostics.Process _process;

    /// <param name="users">Its users file.</param>
    /// <param name="dictionary">Its dictionary.</param>
    /// <param name="netns">The network namespace to run in; null for this process's.</param>
    /// <param name="port">Port of authentication, the one of accounting follows; 0 takes free ones.</param>
    public FreeRadius(string users, string dictionary, string? netns = null, int port = 0)
    {
        _ = Directory.CreateDirectory(_directory);
        (AuthenticationPort, AccountingPort) = port == 0 ? FreePorts() : (port, port + 1);
        File.WriteAllText(Path.Combine(_directory, "users"), users);
        File.WriteAllText(Path.Combine(_directory, "dictionary"), dictionary);
        File.WriteAllText(Path.Combine(_directory, "radiusd.conf"), Configuration());
        string[] command = [Program, "-f", "-d", _directory, "-l", "stdout"];
        command = netns is null ? command : ["ip", "netns", "exec", netns, .. command];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = System.Diagnostics.Process.Start(start)!;
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            Output += line + "\n";
            if (line.Contains("Ready to process requests", StringComparison.Ordinal))
            {
                IsReady = true;
                return;
            }
        }
    }

    public static bool IsInstalled => File.Exists(Program);

    public bool IsReady { get; }

    public string Output { get; } = "";

    public int AuthenticationPort { get; }

    public int AccountingPort { get; }

    /// <summary>The accounting requests that it took.</summary>
    public string Detail => File.Exists(DetailFile) ? File.ReadAllText(DetailFile) : "";

    private string DetailFile => Path.Combine(_directory, "detail");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_directory, true);
    }

    private static (int First, int Second) FreePorts()
    {
        using Socket first = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using Socket second = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        first.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        second.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (((IPEndPoint)first.LocalEndPoint!).Port, ((IPEndPoint)second.LocalEndPoint!).Port);
    }

    private string Configuration() => $$"""
        prefix = /usr
        libdir = /usr/lib/freeradius
        raddbdir = {{_directory}}
        logdir = {{_directory}}
        run_dir = {{_directory}}
        max_request_time = 30
        log {
            destination = stdout
        }
        security {
            reject_delay = 0
            status_server = no
        }
        client local {
            ipaddr = 127.0.0.1
            secret = {{Secret}}
            require_message_authenticator = yes
        }
        modules {
            pap {
            }
            chap {
            }
            mschap {
                use_mppe = no
            }
            files {
                usersfile = {{_directory}}/users
            }
            detail {
                filename = {{DetailFile}}
                permissions = 0600
            }
        }
        server default {
            listen {
                type = auth
                ipaddr = 127.0.0.1
                port = {{AuthenticationPort}}
            }
            listen {
                type = acct
                ipaddr = 127.0.0.1
                port = {{AccountingPort}}
            }
            authorize {
                chap
                mschap
                files
                pap
            }
            authenticate {
                Auth-Type PAP {
                    pap
                }
                Auth-Type CHAP {
                    chap
                }
                Auth-Type MS-CHAP {
                    mschap
                }
            }
            post-auth {
                update reply {
                    Message-Authenticator := 0x00
                }
                Post-Auth-Type REJECT {
                    update reply {
                        Message-Authenticator := 0x00
                    }
                }
            }
            preacct {
            }
            accounting {
                detail
            }
        }
        """;
}
