#!/usr/bin/perl
# Polls the change feed of the MES and posts to the ERP: one process, one thing at a time, a file for each fact. Core modules only.
# MISTAKE=<name> makes it commit exactly one mistake, ODD=<name> makes it do something unusual that is right.
use strict;
use warnings;
use Digest::SHA qw(sha1_hex);
use Encode qw(encode_utf8);
use HTTP::Tiny;
use JSON::PP;
use POSIX qw(strftime tzset);
use Time::HiRes qw(time sleep);
use Time::Local qw(timegm);

my $MISTAKE = $ENV{MISTAKE} // '';
my $ODD = $ENV{ODD} // '';
my ($ERP, $MES, $DESK, $DIR) = @ENV{qw(MFGSYNC_ERP_URL MFGSYNC_MES_URL MFGSYNC_EXCEPTIONS_URL MFGSYNC_STATE_DIR)};
my %ZONE = (P1 => 'Europe/Berlin', P2 => 'America/Chicago');
my %PASSES = map { $_ => 1 } 401, 403, 408, 423, 429;
my $json = JSON::PP->new->utf8->canonical;
my $http = HTTP::Tiny->new(timeout => 1, keep_alive => 0, proxy => undef, http_proxy => undef, max_redirect => 0);

$SIG{TERM} = sub { exit 0 };
$| = 1;

# ---- what is kept

my (%fact, %stream);

sub spill {
    my ($name, $text) = @_;
    open my $out, '>:raw', "$DIR/$name.new" or die "$name: $!";
    print {$out} $text;
    $out->flush;
    $out->sync;
    close $out or die "$name: $!";
    rename "$DIR/$name.new", "$DIR/$name" or die "$name: $!";
}

sub slurp {
    my ($file) = @_;
    open my $in, '<:raw', $file or return undef;
    local $/;
    return scalar <$in>;
}

sub keep {
    my ($one) = @_;
    return if $MISTAKE eq 'memory-only';
    my %row = %$one;
    delete @row{qw(tries not_before)};
    spill("fact-$one->{id}", $json->encode(\%row));
}

sub known {
    my ($one) = @_;
    $fact{$one->{id}} = $one;
    push @{ $stream{ $one->{stream} } }, $one;
}

sub id_of { return sha1_hex(encode_utf8(join '|', @_)) }

# ---- the wire: status (0 where nobody knows), answer, seconds that Retry-After asks for

sub call {
    my ($method, $url, $body, $key) = @_;
    my %options = (headers => { accept => 'application/json' });
    if (defined $body) {
        $options{headers}{'content-type'} = 'application/json';
        $options{content} = $json->encode($body);
    }
    $options{headers}{'idempotency-key'} = escaped($key) if defined $key;
    my $got = eval { $http->request($method, $url, \%options) } // { status => 599, headers => {}, content => '' };
    return (0, {}, 0) if $got->{status} == 599;
    my $answer = eval { $json->decode($got->{content}) };
    return (0, {}, 0) if !defined $answer && $got->{success};
    return ($got->{status}, $answer // {}, $got->{headers}{'retry-after'} // 0);
}

sub escaped {
    my ($text) = @_;
    $text = encode_utf8($text);
    $text =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge;
    return $text;
}

# What goes into a URL.
sub in_url { return $MISTAKE eq 'no-encoding' ? encode_utf8($_[0]) : escaped($_[0]) }

# ---- the feed

sub poll {
    my $cursor = slurp("$DIR/cursor") // '0';
    my ($status, $page) = call('GET', "$MES/events?limit=100&after=" . escaped($cursor));
    return 0 if $status != 200 || $page->{next} eq $cursor;
    for my $entry (@{ $page->{events} }) {
        my $event = $entry->{event};
        my $id = id_of($event->{source}, $event->{subject});
        next if $fact{$id};
        my $one = {
            id => $id, key => $event->{subject}, source => $event->{source}, type => $event->{type}, data => $event->{data},
            stream => "$event->{source}|$event->{partitionkey}", seq => $event->{sequence} + 0, state => 'open',
        };
        keep($one);
        known($one);
    }
    spill('cursor', $page->{next});
    return 1;
}

# ---- what a fact becomes

sub day_of {
    my ($data) = @_;
    return strftime('%Y-%m-%d', localtime) if $MISTAKE eq 'dated-today';
    my ($y, $m, $d, $h, $i, $s, $zone) = $data->{occurredAt} =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)[.\d]*(Z|[+-]\d+:\d+)$/;
    my $at = timegm($s, $i, $h, $d, $m - 1, $y);
    if ($zone =~ /^([+-])(\d+):(\d+)$/) {
        my $offset = $2 * 3600 + $3 * 60;
        $at += $1 eq '+' ? -$offset : $offset;
    }
    local $ENV{TZ} = $ZONE{ $data->{plant} } // 'Europe/Berlin';
    tzset();
    my @then = localtime $at;
    my $month = $then[4] + 1;
    $month = $then[4] || 12 if $MISTAKE eq 'month-from-zero';
    return sprintf '%04d-%02d-%02d', $then[5] + 1900, $month, $month == $then[4] + 1 ? $then[3] : ($then[3] > 28 ? 28 : $then[3]);
}

sub body_of {
    my ($one) = @_;
    my $data = $one->{data};
    my %body = (postingDate => $one->{day} // day_of($data), reference => reference_of($one));
    return { %body, reason => $data->{reason} || 'cancelled' } if $one->{type} =~ /reversed/;
    $body{documentDate} = day_of($data);
    @body{qw(order operation plant)} = @$data{qw(order operation plant)};
    $body{order} = 'PP-' . $body{order} if $MISTAKE eq 'order-of-another-table';
    if ($MISTAKE eq 'no-leading-zeros') { s/^0+// for @body{qw(order operation)} }
    if ($one->{type} =~ /consumed/) {
        @body{qw(type item location)} = ('issue', @$data{qw(item location)});
        $body{lot} = $data->{lot} if length($data->{lot} // '');
        $body{quantity} = { quantity => $data->{quantity}, unit => $data->{unit} };
        if ($MISTAKE eq 'wrong-sign') {
            $body{type} = 'receipt';
            delete @body{qw(order operation)};
        }
        return \%body;
    }
    $body{kind} = $data->{kind};
    $body{yield} = $data->{yield};
    for my $measure (qw(scrap rework)) {
        $body{$measure} = $data->{$measure} if $data->{$measure} && $data->{$measure}{quantity};
    }
    return \%body;
}

sub reference_of {
    my ($one) = @_;
    my $key = $one->{key};
    $key =~ s/\D//g if $MISTAKE eq 'digits-only';
    return $key;
}

sub collection { return $_[0]{type} =~ /consumed/ ? 'goods-movements' : 'confirmations' }

# The document of a fact: undef where the ERP cannot say, '' where there is none.
sub look_up {
    my ($where, $reference, $plant) = @_;
    my ($status, $answer) = call('GET', "$ERP/$where?plant=" . in_url($plant) . '&reference=' . in_url($reference));
    return undef if $status != 200;
    return @{ $answer->{items} } ? $answer->{items}[0]{document} : '';
}

sub address_of {
    my ($one) = @_;
    return "$ERP/" . collection($one) if $one->{type} !~ /reversed/;
    my $original = $fact{ id_of($one->{source}, $one->{data}{confirmation}) };
    my $document = ($original && $original->{document}) || look_up('confirmations', @{ $one->{data} }{qw(confirmation plant)});
    return undef if !$document;
    $document = $one->{data}{confirmation} if $MISTAKE eq 'reference-for-document';
    return "$ERP/confirmations/" . in_url($document) . '/reversal';
}

# ---- people

sub tell_people {
    my ($one, $code, $why) = @_;
    my %entry = (fact => $one->{key}, plant => $one->{data}{plant}, class => 'business', reason => $why || 'refused', owner => 'planner', ($code ? (code => $code) : ()));
    if ($ODD eq 'people-by-file') {
        open my $out, '>>:raw', "$DIR/for-people.jsonl" or die $!;
        print {$out} $json->encode({ %entry, exception => "P-$one->{id}", status => 'open' }), "\n";
        return close $out;
    }
    my ($status, $known) = call('GET', desk_of($one));
    return 0 if $status != 200;
    return 1 if @{ $known->{items} };
    ($status) = call('POST', $DESK, \%entry, "$one->{source}/$one->{key}/told");
    return $status == 201 || $status == 200;
}

# What people have of it. Two plants may have the same number.
sub desk_of { return "$DESK?status=open&plant=" . escaped($_[0]{data}{plant}) . '&fact=' . escaped($_[0]{key}) }

# Nobody has to look at it any more.
sub untell {
    my ($one, $why) = @_;
    if ($ODD eq 'people-by-file') {
        open my $out, '>>:raw', "$DIR/for-people.jsonl" or die $!;
        my %entry = (exception => "P-$one->{id}", fact => $one->{key}, plant => $one->{data}{plant}, status => 'closed', resolution => 'discarded', reason => $why);
        print {$out} $json->encode(\%entry), "\n";
        return close $out;
    }
    my (undef, $known) = call('GET', desk_of($one));
    for my $each (@{ $known->{items} // [] }) {
        call('POST', "$DESK/" . escaped($each->{exception}) . '/close', { resolution => 'discarded', reason => $why });
    }
}

# ---- one try of one fact: the seconds to wait before the next, undef where it is settled

sub end_as {
    my ($one, $state, $document) = @_;
    $one->{state} = $state;
    $one->{document} = $document if defined $document;
    keep($one);
    return undef;
}

sub try_it {
    my ($one) = @_;
    if ($one->{type} =~ /reversed/) {
        my $original = $fact{ id_of($one->{source}, $one->{data}{confirmation}) };
        if ($original && $original->{state} eq 'people') {
            untell($original, "cancelled by $one->{key}");
            return end_as($one, 'void');
        }
    }
    return 0.3 if $one->{unreleased} && !released($one);
    my $blind = $MISTAKE eq 'posts-again-blindly';
    if (($one->{sent} && !$blind) || $ODD eq 'looks-first') {
        my $found = look_up(collection($one), reference_of($one), $one->{data}{plant});
        return 0 if !defined $found;
        return end_as($one, 'posted', $found) if $found ne '';
    }
    my $url = address_of($one) // return 0.3;
    $one->{sent} = 1;
    keep($one);
    my ($status, $answer, $after) = call('POST', $url, body_of($one), $blind ? undef : join '/', $one->{source}, reference_of($one), $one->{day} // ());
    my $error = ref $answer->{error} ? $answer->{error} : {};
    my $code = $error->{code} // '';
    return end_as($one, 'posted', $answer->{document}) if $status == 201 || $status == 200;
    return end_as($one, 'posted', $error->{document}) if $code eq 'DUPLICATE_REFERENCE' || $code eq 'ALREADY_REVERSED';
    return end_as($one, 'posted') if $MISTAKE eq '5xx-is-posted' && $status >= 500;
    return $after if $status == 0 || $status >= 500 || $PASSES{$status} || $code eq 'CONFLICT';
    if ($code eq 'PERIOD_CLOSED' && $error->{nextOpenDate} && ($one->{day} // '') ne $error->{nextOpenDate} && $MISTAKE ne 'month-from-zero') {
        $one->{day} = $error->{nextOpenDate};
        keep($one);
        return 0;
    }
    if ($code eq 'ORDER_NOT_RELEASED') {
        $one->{unreleased} = 1;
        keep($one);
        return 0.3;
    }
    return 0.2 if !tell_people($one, $code, $error->{message} // "HTTP $status");
    return end_as($one, 'people');
}

sub released {
    my ($one) = @_;
    my $data = $one->{data};
    my ($status, $order) = call('GET', "$ERP/production-orders/" . in_url($data->{order}) . '?plant=' . in_url($data->{plant}));
    return 0 if $status != 200 || $order->{status} eq 'created';
    delete $one->{unreleased};
    return 1;
}

# ---- of every order what is next

sub next_ones {
    my @next;
    for my $list (values %stream) {
        my $place = 1;
        for my $one (sort { $a->{seq} <=> $b->{seq} } @$list) {
            last if $one->{seq} != $place++;
            next if $one->{state} ne 'open';
            push @next, $one;
            last;
        }
    }
    return @next;
}

known($_) for map { $json->decode(slurp($_)) } grep { !/\.new$/ } glob "$DIR/fact-*";
while (1) {
    my $moved = poll();
    for my $one (next_ones()) {
        next if ($one->{not_before} // 0) > time;
        my $wait = try_it($one);
        $moved = 1 if !defined $wait;
        next if !defined $wait;
        my $pause = 0.08 * 2**(($one->{tries}++ // 0) > 4 ? 4 : $one->{tries});
        $one->{not_before} = time + ($wait > $pause ? $wait : $pause);
    }
    sleep 0.05 if !$moved;
}
