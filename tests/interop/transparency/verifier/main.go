// Command tlog_verify checks a log that lies in a directory as files (C2SP tlog-tiles), or that a running
// log serves below a URL, without any code of the log's makers: signed notes, tree and proofs are those
// of golang.org/x/mod/sumdb.
//
//	tlog_verify -dir DIR|URL -log VKEY [-witness VKEY]… [-checkpoint NAME] [-old FILE] [-records 0,7,299]
//	tlog_verify -sign KEYFILE < text > note
//
// It opens the checkpoint with the log's key and each witness's, makes the whole tree anew from the
// entries, compares every tile with it, proves the chosen records from the tiles, and with -old that
// the tree of an earlier checkpoint is the beginning of this one. Proofs of the log's own making
// (proof/N.tlog-proof, proof/consistency) are checked when they are there.
//
// Exit status: 0 all is right, 1 a finding, 2 it could not be checked.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A finding is something wrong with the log, as against a failure to look at it.
type finding struct{ what string }

func (f finding) Error() string { return f.what }

func found(format string, args ...interface{}) error {
	return finding{fmt.Sprintf(format, args...)}
}

type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func main() {
	var witnesses list
	dir := flag.String("dir", "", "directory of the log, or the URL that it serves its tiles below")
	checkpoint := flag.String("checkpoint", "checkpoint", "name of the checkpoint there")
	logKey := flag.String("log", "", "verifier key of the log")
	old := flag.String("old", "", "file of an earlier checkpoint")
	records := flag.String("records", "", "indexes of records to prove, with commas between")
	secret := flag.String("sign", "", "file of a secret key: sign the text of standard input instead")
	flag.Var(&witnesses, "witness", "verifier key of a witness that must have cosigned (repeatable)")
	flag.Parse()

	var err error
	if *secret != "" {
		err = sign(*secret)
	} else {
		err = verify(*dir, *logKey, witnesses, *checkpoint, *old, *records)
	}
	var wrong finding
	if errors.As(err, &wrong) {
		fmt.Println("finding:", wrong.what)
		os.Exit(1)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tlog_verify:", err)
		os.Exit(2)
	}
}

func sign(file string) error {
	key, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(strings.TrimSuffix(string(key), "\n"))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(signed)
	return err
}

func verify(dir, logKey string, witnesses []string, checkpoint, old, records string) error {
	keys, err := newKeys(logKey, witnesses)
	if err != nil {
		return err
	}
	log := &directory{dir}
	now, err := keys.open(log, checkpoint)
	if err != nil {
		return err
	}
	tree, err := rebuild(log, now.N)
	if err != nil {
		return err
	}
	if tree.hash() != now.Hash {
		return found("the entries give the root %v, the checkpoint says %v", tree.hash(), now.Hash)
	}
	if err := tree.checkTiles(log); err != nil {
		return err
	}
	if records != "" {
		for _, text := range strings.Split(records, ",") {
			index, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return err
			}
			if err := tree.checkRecord(log, keys, now, index); err != nil {
				return err
			}
		}
	}
	if old != "" {
		before, err := keys.open(&directory{""}, old)
		if err != nil {
			return err
		}
		if err := checkConsistent(log, before, now); err != nil {
			return err
		}
	}
	fmt.Printf("ok: %d records, root %v\n", now.N, now.Hash)
	return nil
}
