# A GPS receiver for proof-way.sh: a terminal under the name that udev gives a USB receiver, which says each second where it
# stands and what time it is (NMEA 0183, RMC and GGA).   perl proof-way-receiver.pl /dev/serial/by-id/NAME
use strict;
use warnings;
use POSIX qw(strftime);

my $name = shift;
open my $line, '+<', '/dev/ptmx' or die "ptmx: $!";
my $number = pack 'i', 0;
ioctl $line, 0x40045431, $number or die "TIOCSPTLCK: $!";
ioctl $line, 0x80045430, $number or die "TIOCGPTN: $!";
my $slave = '/dev/pts/' . unpack 'i', $number;
chmod 0660, $slave;
chown 0, scalar getgrnam('dialout'), $slave;
my $folder = '';
for (split m{/}, $name =~ s{/[^/]+$}{}r) { $folder .= "$_/"; mkdir $folder }
symlink $slave, $name or die "$name: $!";

sub sentence {
  my $body = shift;
  my $sum = 0;
  $sum ^= ord for split //, $body;
  syswrite $line, sprintf "\$%s*%02X\r\n", $body, $sum;
}
while (1) {
  my @now = gmtime;
  my $time = strftime '%H%M%S.00', @now;
  sentence("GPRMC,$time,A,3905.982,N,09434.716,W,0.0,0.0," . strftime('%d%m%y', @now) . ',,,A');
  sentence("GPGGA,$time,3905.982,N,09434.716,W,1,09,0.9,270.0,M,-28.0,M,,");
  sleep 1;
}
